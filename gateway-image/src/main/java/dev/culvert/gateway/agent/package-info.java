/**
 * The agent of a gateway pod: reads its settings, puts the parts together and runs them. Everything
 * else lives in the packages below; nothing calls into this one.
 */
@NullMarked
package dev.culvert.gateway.agent;

import org.jspecify.annotations.NullMarked;
