package dev.culvert.crds.generator;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.crds.schema.DateTime;
import dev.culvert.crds.schema.ListMap;
import dev.culvert.crds.schema.ListSet;
import dev.culvert.crds.schema.OneOf;
import dev.culvert.crds.schema.UnicastAddress;
import dev.culvert.crds.schema.UnicastPrefix;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds to a record's schema what {@link dev.culvert.crds.schema} says of its components. */
final class SchemaRefiner {

  private SchemaRefiner() {}

  /** Refines the schema of a record and of the records it holds. */
  static void refine(Class<?> type, ObjectNode schema) {
    ObjectNode properties = (ObjectNode) schema.get("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode property = (ObjectNode) properties.remove(component.getName());
      properties.set(component.getName(), property); // in the record's order
      rulesOnce(property);
      scalar(component, property);
      prefix(component, property, schema);
      address(component, property);
      nested(component, property);
    }
  }

  /** A component's annotations sit on its field and on its accessor; the generator takes both. */
  private static void rulesOnce(ObjectNode property) {
    if (property.get("x-kubernetes-validations") instanceof ArrayNode rules) {
      Set<JsonNode> once = new LinkedHashSet<>();
      rules.forEach(once::add);
      rules.removeAll().addAll(once);
    }
  }

  private static void nested(RecordComponent component, ObjectNode property) {
    Class<?> type = component.getType();
    if (type == List.class) {
      listType(component, property);
      Class<?> item = itemType(component);
      if (item.isRecord()) {
        refine(item, (ObjectNode) property.get("items"));
      }
    } else if (type == Map.class) {
      texts(property);
    } else if (type.isRecord()) {
      refine(type, property);
    } else if (type.isEnum()) {
      values(type, (ArrayNode) property.get("enum"));
    }
  }

  /** A map of labels: as long as Kubernetes lets their keys and values be. */
  private static void texts(ObjectNode map) {
    ((ObjectNode) map.get("additionalProperties")).put("maxLength", 63);
  }

  private static Class<?> itemType(RecordComponent component) {
    return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
  }

  private static void listType(RecordComponent component, ObjectNode list) {
    ListMap map = component.getAnnotation(ListMap.class);
    if (map != null) {
      list.put("x-kubernetes-list-type", "map");
      list.putArray("x-kubernetes-list-map-keys").add(map.key());
    } else {
      boolean set = component.isAnnotationPresent(ListSet.class);
      list.put("x-kubernetes-list-type", set ? "set" : "atomic");
    }
  }

  private static void scalar(RecordComponent component, ObjectNode property) {
    if (component.getType() == Integer.class) {
      property.put("format", "int32");
    } else if (component.getType() == Long.class) {
      property.put("format", "int64");
    }
    wholeNumber(property, "minimum");
    wholeNumber(property, "maximum");
    if (component.isAnnotationPresent(DateTime.class)) {
      property.put("format", "date-time");
    }
    OneOf values = component.getAnnotation(OneOf.class);
    if (values != null) {
      ArrayNode list = property.putArray("enum");
      List.of(values.value()).forEach(list::add);
    }
  }

  private static void wholeNumber(ObjectNode property, String bound) {
    if (property.has(bound)) {
      property.put(bound, property.get(bound).longValue());
    }
  }

  private static void prefix(RecordComponent component, ObjectNode property, ObjectNode parent) {
    UnicastPrefix prefix = component.getAnnotation(UnicastPrefix.class);
    if (prefix == null) {
      return;
    }
    if (component.getType() == List.class) {
      UnicastPrefixRules.ofItem(prefix.longest()).addTo((ObjectNode) property.get("items"));
    } else {
      UnicastPrefixRules.ofProperty(
              component.getName(), prefix.noun(), prefix.namedBy(), prefix.longest())
          .addTo(parent);
    }
  }

  private static void address(RecordComponent component, ObjectNode property) {
    if (component.isAnnotationPresent(UnicastAddress.class)) {
      UnicastAddressRules.addTo(component.getName(), property);
    }
  }

  /** The constants in their order, without the one that stands for values not known. */
  private static void values(Class<?> type, ArrayNode values) {
    values.removeAll();
    for (Field constant : type.getFields()) {
      if (!constant.isAnnotationPresent(JsonEnumDefaultValue.class)) {
        values.add(constant.getAnnotation(JsonProperty.class).value());
      }
    }
  }
}
