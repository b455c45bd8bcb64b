package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.Charon;
import dev.culvert.gateway.agent.dataplane.Dataplane;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many objects the agent's own objects hold: themselves, and every element of a collection.
 * What stands in for charon and the system is left out.
 */
final class HeldObjects {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();

  private HeldObjects() {}

  static int count(Object... roots) {
    var held = new HeldObjects();
    List.of(roots).forEach(held::add);
    while (!held.open.isEmpty()) {
      held.follow(held.open.pop());
    }
    return held.seen.size();
  }

  private void add(Object object) {
    if (object != null && seen.add(object)) {
      open.push(object);
    }
  }

  private void follow(Object object) {
    switch (object) {
      case Iterable<?> elements -> elements.forEach(this::add);
      case Map<?, ?> map -> {
        map.keySet().forEach(this::add);
        map.values().forEach(this::add);
      }
      default -> {
        if (object.getClass().getName().startsWith("dev.culvert.")
            && !(object instanceof Enum<?>
                || object instanceof Charon
                || object instanceof Dataplane)) {
          followFields(object);
        }
      }
    }
  }

  private void followFields(Object object) {
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          try {
            field.setAccessible(true);
            add(field.get(object));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
  }
}
