package dev.culvert.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One side's wish for a tunnel from a VirtualNetwork to another network. */
@Group("culvert.dev")
@Version("v1alpha1")
@ShortNames("gwc")
public class GatewayConnection
    extends CustomResource<GatewayConnectionSpec, GatewayConnectionStatus> implements Namespaced {

  private static final long serialVersionUID = 1L;
}
