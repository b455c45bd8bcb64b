package dev.culvert.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A role together with its binding.
 *
 * @param role kind and name, as kind/name
 * @param namespace where it holds, empty for everywhere
 * @param subject whose it is: a ServiceAccount's namespace/name
 * @param rules what it allows
 */
record Grant(String role, String namespace, String subject, List<Rule> rules) {
  private static final Pattern RULE = Pattern.compile("(?m)((?:^  # .*\\n)*)^  - apiGroups:");

  /**
   * One rule.
   *
   * @param reason the comment above it, empty where there is none
   * @param resources resource or resource.group
   * @param names the only objects it holds for, empty for all
   * @param verbs what may be done
   */
  record Rule(String reason, List<String> resources, List<String> names, List<String> verbs) {}

  /** All grants, in the order of their subjects. */
  static List<Grant> of(Manifests manifests) {
    List<Grant> grants = new ArrayList<>();
    for (Manifest binding : manifests.ofKind("ClusterRoleBinding", "RoleBinding")) {
      JsonNode reference = binding.tree().path("roleRef");
      JsonNode subject = binding.tree().path("subjects").path(0);
      Manifest role =
          manifests.ofKind(reference.path("kind").asText()).stream()
              .filter(each -> each.name().equals(reference.path("name").asText()))
              .filter(each -> each.namespace().equals(binding.namespace()))
              .findFirst()
              .orElseThrow(() -> new AssertionError(binding.id() + " refers to no role"));
      grants.add(
          new Grant(
              role.kind() + "/" + role.name(),
              role.namespace(),
              subject.path("namespace").asText() + "/" + subject.path("name").asText(),
              rules(role)));
    }
    return grants.stream().sorted((a, b) -> a.describe().compareTo(b.describe())).toList();
  }

  /** For people: a line per rule and its reason. */
  String describe() {
    String place = namespace.isEmpty() ? "everywhere" : "in " + namespace;
    return rules.stream()
        .map(rule ->
            "  %s%s: %s%n    %s%n"
                .formatted(
                    String.join(", ", rule.resources()),
                    rule.names().isEmpty() ? "" : " " + rule.names(),
                    String.join(", ", rule.verbs()),
                    rule.reason()))
        .collect(Collectors.joining("", "%s %s (%s)%n".formatted(subject, place, role), ""));
  }

  private static List<Rule> rules(Manifest role) {
    List<String> reasons =
        RULE.matcher(role.text())
            .results()
            .map(match -> match.group(1).replaceAll("(?m)^  # ", "").strip().replace('\n', ' '))
            .toList();
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : role.tree().path("rules")) {
      rules.add(
          new Rule(
              reasons.get(rules.size()),
              resources(rule),
              texts(rule.path("resourceNames")),
              texts(rule.path("verbs"))));
    }
    return rules;
  }

  private static List<String> resources(JsonNode rule) {
    return texts(rule.path("apiGroups")).stream()
        .flatMap(group ->
            texts(rule.path("resources")).stream()
                .map(resource -> group.isEmpty() ? resource : resource + "." + group))
        .toList();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }
}
