{{/* The name that every object of this release carries or begins with. */}}
{{- define "culvert.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "culvert.selectorLabels" -}}
app.kubernetes.io/name: culvert
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "culvert.nodeAgentLabels" -}}
app.kubernetes.io/name: culvert
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: node-agent
{{- end -}}

{{- define "culvert.gatewayAccount" -}}
{{- include "culvert.name" . }}-gateway
{{- end -}}

{{/* Labels of objects; not of pod templates, which must not change with the chart's version. */}}
{{- define "culvert.labels" -}}
app.kubernetes.io/name: culvert
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* An image's reference. Takes a list: the root context, the image's values. */}}
{{- define "culvert.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- with $root.Values.images.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{- $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag | default $root.Chart.AppVersion }}{{ end -}}
{{- end -}}

{{/* Takes the names of the Secrets. */}}
{{- define "culvert.imagePullSecrets" -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end -}}

{{/* What Pod Security "restricted" asks of a pod, and a read-only root file system on top. */}}
{{- define "culvert.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "culvert.securityContext" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Where things are: the operator and its uninstall check must agree on it. */}}
{{- define "culvert.placeEnv" -}}
- name: CULVERT_NODES_NAMESPACE
  value: {{ ternary .Values.nodeAgent.namespace "" .Values.nodeAgent.enabled | quote }}
- name: CULVERT_OPERATOR_NAMESPACE
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: metadata.namespace
- name: CULVERT_GATEWAY_NAMESPACE
  value: {{ .Values.gateway.namespace | quote }}
- name: CULVERT_WATCH_NAMESPACES
  value: {{ join "," .Values.watch.namespaces | quote }}
{{- end -}}

{{/* The webhook's Service; empty where there is no webhook: its configuration is no namespace's, so it takes a ClusterRole. */}}
{{- define "culvert.webhook" -}}
{{- if and .Values.webhook.enabled .Values.nodeAgent.enabled (not .Values.watch.namespaces) -}}
{{- include "culvert.name" . }}-webhook
{{- end -}}
{{- end -}}

{{/* Auto, Always or Off; YAML reads Off without quotes as false. */}}
{{- define "culvert.uninstallCheck" -}}
{{- .Values.uninstall.check | default "Off" -}}
{{- end -}}

{{/* What no schema can say because it takes two values or the release. */}}
{{- define "culvert.check" -}}
{{- if eq .Values.gateway.namespace .Release.Namespace -}}
{{- fail (printf "gateway.namespace is the release namespace %q: gateways need a namespace of their own, because the operator's forbids the capabilities they need" .Release.Namespace) -}}
{{- end -}}
{{- if .Values.nodeAgent.enabled -}}
{{- range $value, $other := dict "the release namespace" .Release.Namespace "gateway.namespace" .Values.gateway.namespace -}}
{{- if eq $.Values.nodeAgent.namespace $other -}}
{{- fail (printf "nodeAgent.namespace is %s %q: node agents need a namespace of their own, because nobody else may have what they need" $value $other) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (gt (int .Values.operator.replicas) 1) (not .Values.operator.leaderElection) -}}
{{- fail (printf "operator.replicas is %d and operator.leaderElection is false: two operators would work against each other; set operator.leaderElection=true or operator.replicas=1" (int .Values.operator.replicas)) -}}
{{- end -}}
{{- if and .Values.uninstall.force (eq (include "culvert.uninstallCheck" .) "Off") -}}
{{- fail "uninstall.force is true and uninstall.check is Off: nothing would release the networks; set uninstall.check=Auto or uninstall.force=false" -}}
{{- end -}}
{{- if not (has "ClusterIP" (.Values.exposures.allowed | default list)) -}}
{{- fail (printf "exposures.allowed is [%s] and lacks ClusterIP: gateways that ask for nothing have it; add ClusterIP" (join ", " .Values.exposures.allowed)) -}}
{{- end -}}
{{- end -}}
