package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamespacesTest {
  private static final String LEVEL = "pod-security.kubernetes.io/enforce";

  @Test
  void gatewaysNamespace_isPrivileged_andGoesWithTheRelease() {
    Manifest namespace = Chart.render("").only("Namespace", "culvert-gateways");

    assertThat(namespace.label(LEVEL)).isEqualTo("privileged");
    assertThat(namespace.annotation("helm.sh/resource-policy")).isEmpty();
  }

  @Test
  void operatorNamespace_isRestricted_andOutlivesTheRelease() {
    Manifest namespace =
        Chart.render("operatorNamespace: {create: true}").only("Namespace", "culvert-system");

    assertThat(namespace.label(LEVEL)).isEqualTo("restricted");
    assertThat(namespace.annotation("helm.sh/resource-policy")).isEqualTo("keep");
  }

  @Test
  void helmInstall_makesTheOperatorNamespaceItself() {
    assertThat(Chart.render("").ofKind("Namespace"))
        .extracting(Manifest::name)
        .containsExactlyInAnyOrder("culvert-gateways", "culvert-nodes");
  }

  @Test
  void presentGatewaysNamespace_isLeftAlone() {
    assertThat(Chart.render("gateway: {createNamespace: false}").ofKind("Namespace"))
        .extracting(Manifest::name)
        .containsExactly("culvert-nodes");
  }

  @Test
  void nodeAgentsNamespace_isPrivileged_andThereOnlyWhereItIsAskedFor() {
    assertThat(Chart.render("").only("Namespace", "culvert-nodes").label(LEVEL))
        .isEqualTo("privileged");
    assertThat(Chart.render("nodeAgent: {createNamespace: false}").ofKind("Namespace"))
        .extracting(Manifest::name)
        .containsExactly("culvert-gateways");
    assertThat(Chart.render("nodeAgent: {enabled: false}").ofKind("Namespace"))
        .extracting(Manifest::name)
        .containsExactly("culvert-gateways");
  }

  @Test
  void namespacesOfCulvertsOwn_mayBeServedToo() {
    Manifests manifests =
        Chart.render("watch: {namespaces: [culvert-system, culvert-gateways, culvert-nodes]}");

    assertThat(manifests.all()).extracting(Manifest::id).doesNotHaveDuplicates();
  }
}
