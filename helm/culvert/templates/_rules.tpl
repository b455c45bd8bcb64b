{{/*
The operator's permissions. The comment above a rule is its reason; a test lists rules with their reasons and fails
on one without.
*/}}

{{/* In every namespace whose networks are served. */}}
{{- define "culvert.rules.watched" -}}
# Reads the networks; writes only their finalizer, so that a gateway is taken down before its network is gone.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks]
  verbs: [get, list, watch, patch, update]
# Reads the connections; their spec and metadata are the user's alone.
- apiGroups: [culvert.dev]
  resources: [gatewayconnections]
  verbs: [get, list, watch]
# Says how networks and connections are.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks/status, gatewayconnections/status]
  verbs: [patch, update]
# Tells what happened to a network or a connection, where kubectl describe shows it.
- apiGroups: ["", events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{/* In the gateways' namespace. */}}
{{- define "culvert.rules.gateways" -}}
# Runs one Deployment per gateway.
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, update, patch, delete]
# Gives each gateway its address, and a Secret each for its configuration and its certificate.
- apiGroups: [""]
  resources: [services, secrets]
  verbs: [get, list, watch, create, update, patch, delete]
# Closes each gateway to all but IKE, ESP in UDP and the operator.
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, update, patch, delete]
# Finds a gateway's pod, to dial its agent and to say why it does not come up.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
# Tells what happened to a gateway.
- apiGroups: ["", events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end -}}

{{/* In the operator's own namespace. */}}
{{- define "culvert.rules.operator" -}}
# Keeps its certificate authority, its client certificate and the generated keys of links. No names: those of link keys
# are not known beforehand.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, update, patch, delete]
# Holds the lease that says which replica works.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, create, update, patch]
{{- end -}}
