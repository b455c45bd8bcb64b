package dev.culvert.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/** What Helm rendered, in its order. */
record Manifests(List<Manifest> all) {

  /** Reads the output of {@code helm template}. */
  static Manifests parse(String rendered) {
    List<Manifest> manifests = new ArrayList<>();
    for (String document : rendered.split("(?m)^---\\n", -1)) {
      String text = document.replaceFirst("\\A# Source: .*\\n", "").strip() + "\n";
      JsonNode tree = tree(text);
      if (tree.isObject()) {
        manifests.add(new Manifest(text, tree));
      }
    }
    return new Manifests(List.copyOf(manifests));
  }

  /** All objects of some kinds. */
  List<Manifest> ofKind(String... kinds) {
    return all.stream().filter(each -> Arrays.asList(kinds).contains(each.kind())).toList();
  }

  /** The object of that kind and name. */
  Manifest only(String kind, String name) {
    List<Manifest> found =
        ofKind(kind).stream().filter(manifest -> manifest.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new NoSuchElementException(
          "%d objects of kind %s and name %s".formatted(found.size(), kind, name));
    }
    return found.getFirst();
  }

  /** The operator's Deployment. */
  Manifest operator() {
    return only("Deployment", "culvert");
  }

  /** The Job that runs before an uninstall. */
  Manifest uninstallCheck() {
    return only("Job", "culvert-uninstall");
  }

  private static JsonNode tree(String text) {
    try {
      return Chart.YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no YAML: " + text, e);
    }
  }
}
