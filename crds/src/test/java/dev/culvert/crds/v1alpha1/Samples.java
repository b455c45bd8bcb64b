package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** JSON for the API records, made from their components. */
final class Samples {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Samples() {}

  /** A record's JSON with every field set, and what {@code addition} adds to each object. */
  static ObjectNode full(Class<?> type, Consumer<ObjectNode> addition) {
    ObjectNode object = JSON.objectNode();
    for (RecordComponent component : type.getRecordComponents()) {
      object.set(component.getName(), value(component.getGenericType(), addition));
    }
    addition.accept(object);
    return object;
  }

  private static JsonNode value(Type type, Consumer<ObjectNode> addition) {
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return JSON.objectNode().put("key", "text");
    }
    if (type instanceof ParameterizedType list) {
      return JSON.arrayNode().add(value(list.getActualTypeArguments()[0], addition));
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return JSON.textNode("text");
    } else if (plain == Integer.class || plain == Long.class) {
      return JSON.numberNode(1);
    } else if (plain.isEnum()) {
      return JSON.textNode(jsonName(plain.getEnumConstants()[0]));
    }
    return full(plain, addition);
  }

  static String jsonName(Object constant) {
    try {
      return constant
          .getClass()
          .getField(((Enum<?>) constant).name())
          .getAnnotation(JsonProperty.class)
          .value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The records and enums a record is made of, itself included. */
  static Set<Class<?>> reachable(Class<?>... roots) {
    Set<Class<?>> found = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));
    List.of(roots).forEach(root -> collect(root, found));
    return found;
  }

  private static void collect(Class<?> type, Set<Class<?>> found) {
    if ((type.isRecord() || type.isEnum()) && found.add(type) && type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        collect(component.getType(), found);
        collectItem(component.getGenericType(), found);
      }
    }
  }

  private static void collectItem(@Nullable Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType list && list.getRawType() != Map.class) {
      collect((Class<?>) list.getActualTypeArguments()[0], found);
    }
  }
}
