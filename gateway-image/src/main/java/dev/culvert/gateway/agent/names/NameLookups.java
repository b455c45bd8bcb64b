package dev.culvert.gateway.agent.names;

/** Looks names up. */
interface NameLookups {

  /**
   * Looks a name up now; may take as long as DNS takes to answer, or to be given up.
   *
   * @param name a fully qualified domain name, with or without its last dot
   */
  Answer lookUp(String name);
}
