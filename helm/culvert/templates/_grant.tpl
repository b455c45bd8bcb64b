{{/*
A Role with its RoleBinding, or a ClusterRole with its ClusterRoleBinding where the namespace is empty.
Takes a dict: root, name, namespace, account (the ServiceAccount's name), home (its namespace; absent: the release's), rules
(name of a template), annotations (text or empty).
*/}}
{{- define "culvert.grant" -}}
{{- $prefix := ternary "" "Cluster" (ne .namespace "") -}}
{{- range $kind := list "Role" "RoleBinding" }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $prefix }}{{ $kind }}
metadata:
  name: {{ $.name }}
  {{- with $.namespace }}
  namespace: {{ . }}
  {{- end }}
  labels:
    {{- include "culvert.labels" $.root | nindent 4 }}
  {{- with $.annotations }}
  annotations:
    {{- . | nindent 4 }}
  {{- end }}
{{- if eq $kind "Role" }}
rules:
  {{- include $.rules $.root | nindent 2 }}
{{- else }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ $prefix }}Role
  name: {{ $.name }}
subjects:
  - kind: ServiceAccount
    name: {{ $.account }}
    namespace: {{ $.home | default $.root.Release.Namespace }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
The same rules wherever networks are served: for the whole cluster, or in each namespace of watch.namespaces.
Takes the dict of culvert.grant without a namespace.
*/}}
{{- define "culvert.grantWatched" -}}
{{- range .root.Values.watch.namespaces | default (list "") }}
{{- include "culvert.grant" (merge (dict "namespace" .) $) }}
{{- end }}
{{- end -}}
