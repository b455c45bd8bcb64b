package dev.culvert.crds.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The list's items are told apart by a key ({@code x-kubernetes-list-type: map}): no two share it,
 * and server-side apply merges item by item. A list without this and {@link ListSet} is atomic.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface ListMap {

  /** The item's property that is the key. */
  String key();
}
