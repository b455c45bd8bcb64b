package dev.culvert.e2e.scenario;

/** A host of a private network, with the programs of the tools' image. */
public interface Host extends Shell {
  /** Its address in that network. */
  String address();
}
