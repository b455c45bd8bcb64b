# The front door. `make help` lists what there is; everything else here is one line per step.
SHELL := bash
MAVEN = JAVA_HOME="$$(scripts/jdk)" mvn -B -ntp
TAG ?= dev

.PHONY: help
help: ## List these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: demo
demo: ## Two networks and the tunnel between them, on a cluster in Docker that stays
	@scripts/demo

.PHONY: demo-down
demo-down: ## Remove what `make demo` left running
	@scripts/demo-down

.PHONY: test
test: ## Everything: unit tests, chart tests, end-to-end tests on a real cluster
	@scripts/docker-engine
	$(MAVEN) verify

.PHONY: soak
soak: ## The long end-to-end runs
	@scripts/docker-engine
	$(MAVEN) -pl e2e -am verify -DskipUnitTests -Psoak

.PHONY: images
images: ## Build culvert/operator, culvert/gateway and culvert/node-agent (TAG=dev)
	@scripts/docker-engine
	$(MAVEN) -pl operator,gateway-image,node-agent -am package -Dmaven.test.skip=true
	@scripts/build-images "$(TAG)"

.PHONY: push
push: images ## make images push REGISTRY=registry.example.com/team [TAG=1.0]: push them there
	@test -n "$(REGISTRY)" || { echo "push: say where to: make images push REGISTRY=registry.example.com/team" >&2; exit 1; }
	@for image in operator gateway node-agent; do \
	  docker tag "culvert/$$image:$(TAG)" "$(REGISTRY)/culvert/$$image:$(TAG)" && \
	  docker push "$(REGISTRY)/culvert/$$image:$(TAG)" || exit 1; \
	done

.PHONY: format
format: ## Format the Java sources
	$(MAVEN) spotless:apply
