package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Gateway;
import java.util.List;

/**
 * The gateway a network shall have.
 *
 * @param name {@code gw-<hash>}
 * @param gateway routing type and size
 * @param addressSpace the network's prefixes it serves
 * @param insideAddress its address in the network
 */
public record GatewayWish(
    String name, Gateway gateway, List<Prefix> addressSpace, String insideAddress) {}
