package dev.culvert.node.agent.plan;

/**
 * An object that could not be read. Of its network nothing may be taken away, of others it says
 * nothing.
 *
 * @param namespace the network's, as the object has it: a claim its own
 * @param networkUid the network's metadata.uid, as the object has it
 * @param vni the network's, as the object has it; 0 if it names none
 */
public record Doubt(String namespace, String networkUid, int vni) {}
