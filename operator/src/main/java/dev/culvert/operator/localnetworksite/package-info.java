/** Reconciles LocalNetworkSites: says what is wrong with them and who uses them. */
@org.jspecify.annotations.NullMarked
package dev.culvert.operator.localnetworksite;
