package dev.culvert.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** An isolated private IPv4 network with at most one gateway. */
@Group("culvert.dev")
@Version("v1alpha1")
@ShortNames("vnet")
public class VirtualNetwork extends CustomResource<VirtualNetworkSpec, VirtualNetworkStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;
}
