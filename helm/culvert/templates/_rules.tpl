{{/*
The operator's permissions. The comment above a rule is its reason; a test lists rules with their reasons and fails
on one without.
*/}}

{{/* In every namespace whose networks are served. */}}
{{- define "culvert.rules.watched" -}}
# Reads the networks; writes only their finalizer, so that a gateway is taken down before its network is gone.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks]
  verbs: [get, list, watch, patch]
# Reads the sites and the connections; their spec and metadata are the user's alone.
- apiGroups: [culvert.dev]
  resources: [localnetworksites, gatewayconnections]
  verbs: [get, list, watch]
# Says how networks, sites and connections are.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks/status, localnetworksites/status, gatewayconnections/status]
  verbs: [patch]
# Reads the shared keys that users give. The operator lists and watches Secrets labelled culvert.dev/shared-key=true and
# makes no other request, so it needs no get. RBAC cannot select by label: this permits more, the content of every
# Secret of these namespaces.
- apiGroups: [""]
  resources: [secrets]
  verbs: [list, watch]
# Tells what happened to a network, a site or a connection, where kubectl describe shows it.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
{{- if .Values.nodeAgent.enabled }}
# Finds the pods that are to be on a network, by their label.
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
# Says in a pod's condition culvert.dev/attached whether it is on its network.
- apiGroups: [""]
  resources: [pods/status]
  verbs: [patch]
# Gives each pod on a network its address.
- apiGroups: [culvert.dev]
  resources: [addressclaims]
  verbs: [get, list, watch, create, patch, delete]
# Keeps the addresses of a StatefulSet's pods for as long as it has them.
- apiGroups: [apps]
  resources: [statefulsets]
  verbs: [get]
{{- if not .Values.watch.namespaces }}
# Reads the labels of namespaces whose pods may be on networks of others.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [list, watch]
# Finds the prefixes of pods and nodes, which networks must leave alone.
- apiGroups: [""]
  resources: [nodes]
  verbs: [list]
# Finds the prefixes of Services, which networks must leave alone.
- apiGroups: [networking.k8s.io]
  resources: [servicecidrs]
  verbs: [list]
{{- end }}
{{- end }}
{{- $allowed := .Values.exposures.allowed }}
{{- if and (or (has "HostPort" $allowed) (has "NodePort" $allowed)) (not .Values.watch.namespaces) }}
# Finds the external address of the node where a gateway with HostPort or NodePort runs.
- apiGroups: [""]
  resources: [nodes]
  verbs: [get]
{{- end }}
{{- with include "culvert.webhook" . }}
# Writes the certificate of its authority into the webhook's configuration, so that API servers know whom they ask. The
# permission is for this one, and for all of it: RBAC knows no fields.
- apiGroups: [admissionregistration.k8s.io]
  resources: [mutatingwebhookconfigurations]
  resourceNames: [{{ include "culvert.name" $ }}]
  verbs: [get, patch]
{{- end }}
{{- end -}}

{{/* In the gateways' namespace. */}}
{{- define "culvert.rules.gateways" -}}
# Runs one Deployment per gateway.
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete, deletecollection]
# Gives each gateway its addresses: a ClusterIP, and a Service of type LoadBalancer or NodePort where it asks for one.
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch, delete, deletecollection]
# Gives each gateway its configuration and its certificate. A configuration is replaced whole, and only if nobody else
# has replaced it since: that takes update.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, update, patch, delete, deletecollection]
# Closes each gateway to all but IKE, ESP in UDP and the operator.
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete, deletecollection]
# Finds a gateway's pod, to dial its agent and to say why it does not come up.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
{{- if .Values.nodeAgent.enabled }}
# Tells why a gateway's pod is not on its network.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
{{- end }}
{{- end -}}

{{/* In the node agents' namespace. */}}
{{- define "culvert.rules.nodes" -}}
# Tells the node agents of each network.
- apiGroups: [culvert.dev]
  resources: [networksegments]
  verbs: [get, list, watch, create, patch, delete]
{{- end -}}

{{/* The node agents, in every namespace whose networks are served. */}}
{{- define "culvert.rules.agents.watched" -}}
# Reads which pod has which address.
- apiGroups: [culvert.dev]
  resources: [addressclaims]
  verbs: [list, watch]
# Says whether the pod has it.
- apiGroups: [culvert.dev]
  resources: [addressclaims/status]
  verbs: [patch]
{{- end -}}

{{/* The node agents, in their own namespace. */}}
{{- define "culvert.rules.agents.own" -}}
# Reads what each network is on the wire.
- apiGroups: [culvert.dev]
  resources: [networksegments]
  verbs: [list, watch]
# Finds the other agents, whose pods name their nodes' addresses.
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
# Warns on its own pod that the node's network plugin goes around the packet filter. On the Node it could not: Events on
# Nodes are in another namespace.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
{{- end -}}

{{/* In the operator's own namespace. */}}
{{- define "culvert.rules.operator" -}}
# Keeps its certificate authority and the generated keys of links, and never changes one. No names: those of link keys
# are not known beforehand.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch, create, delete]
# Holds the lease that says which replica works.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, create, update, patch]
# Watches its renewals: a watch that misses them has broken unnoticed, and others with it.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [culvert-operator]
  verbs: [list, watch]
{{- end -}}

{{/* The uninstall check, in every namespace whose networks are served. */}}
{{- define "culvert.rules.uninstall.watched" -}}
{{- if .Values.uninstall.force -}}
# Finds the networks that are left, and takes Culvert's finalizer off them.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks]
  verbs: [get, list, patch]
# Takes off their status, which nobody keeps true any more.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks/status]
  verbs: [patch]
{{- else -}}
# Finds the networks that are left.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks]
  verbs: [list]
{{- end }}
# Finds the connections, which may outlive their networks, and takes Culvert's finalizer off them.
- apiGroups: [culvert.dev]
  resources: [gatewayconnections]
  verbs: [get, list, patch]
# Finds the sites, which never carry a finalizer.
- apiGroups: [culvert.dev]
  resources: [localnetworksites]
  verbs: [list]
# Takes off the status of both, which nobody keeps true any more.
- apiGroups: [culvert.dev]
  resources: [localnetworksites/status, gatewayconnections/status]
  verbs: [patch]
{{- if .Values.nodeAgent.enabled }}
# Removes the addresses of pods, which nobody gives any more.
- apiGroups: [culvert.dev]
  resources: [addressclaims]
  verbs: [list, delete]
{{- end }}
{{- end -}}

{{/* The uninstall check, in the operator's namespace. */}}
{{- define "culvert.rules.uninstall.operator" -}}
# Stops the operator before it removes what the operator would make again.
- apiGroups: [apps]
  resources: [deployments/scale]
  resourceNames: [{{ include "culvert.name" . }}]
  verbs: [get, update]
# Reads how many replicas to start again when it refuses after all.
- apiGroups: [apps]
  resources: [deployments]
  resourceNames: [{{ include "culvert.name" . }}]
  verbs: [get]
# Waits until the operator's pods are gone. Reads when its own was made.
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
# Reads in Helm's record of the release whether Helm is uninstalling it. Removes the certificate authority and the keys of
# links: nothing needs them any more.
- apiGroups: [""]
  resources: [secrets]
  verbs: [list, delete]
# Removes the lease by which the replicas chose one.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [culvert-operator]
  verbs: [delete]
{{- end -}}

{{/* The uninstall check, in the gateways' namespace; only with uninstall.force. */}}
{{- define "culvert.rules.uninstall.gateways" -}}
# Takes down the gateways of the networks that it releases.
- apiGroups: [apps]
  resources: [deployments]
  verbs: [list, delete]
# Removes their addresses, configurations and certificates.
- apiGroups: [""]
  resources: [services, secrets]
  verbs: [list, delete]
# Removes their network policies.
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [list, delete]
{{- end -}}

{{/* The uninstall check, in the node agents' namespace. */}}
{{- define "culvert.rules.uninstall.nodes" -}}
# Removes what node agents know of networks, so that they take the networks off the nodes.
- apiGroups: [culvert.dev]
  resources: [networksegments]
  verbs: [list, delete]
{{- end -}}

{{/* Users who look at networks; no names of theirs are bound by the chart. */}}
{{- define "culvert.rules.users.view" -}}
# Reads networks, sites and connections, and which pod has which address.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks, localnetworksites, gatewayconnections, addressclaims]
  verbs: [get, list, watch]
{{- end -}}

{{/* Users who make networks. Claims, segments and every status are Culvert's own to write. */}}
{{- define "culvert.rules.users.edit" -}}
# Writes networks, sites and connections: who may, speaks for all networks of the namespace.
- apiGroups: [culvert.dev]
  resources: [virtualnetworks, localnetworksites, gatewayconnections]
  verbs: [create, update, patch, delete, deletecollection]
{{- end -}}
