package dev.culvert.crds.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The string, or each string of the list, is an IPv4 prefix a network may use: {@code a.b.c.d/n}
 * with no host bits set, {@code /8} or longer, of private or public unicast addresses.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface UnicastPrefix {

  /**
   * A sibling property that names the prefix in messages, as in {@code subnet "frontend"
   * 10.1.0.1/24 has host bits set}; empty where the prefix speaks for itself.
   */
  String namedBy() default "";

  /** What the named thing is called in messages, for example {@code subnet}. */
  String noun() default "";

  /** The greatest prefix length: a network needs room for reserved addresses, a site none. */
  int longest() default 29;
}
