/** Networks outside: sites, devices of others, other clusters. */
@org.jspecify.annotations.NullMarked
package dev.culvert.e2e.site;
