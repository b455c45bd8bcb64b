package dev.culvert.node.agent.sandboxes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.culvert.node.agent.plan.Sandbox;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of libcni's result cache: what a network plugin was asked for a pod, and what it answered
 * (containernetworking/cni, {@code libcni/api.go}, {@code cachedInfo}).
 *
 * @param kind {@code cniCacheV1}
 * @param netns the network namespace, which older versions do not write
 * @param arguments names and values, among them the pod's UID, namespace and name
 * @param result what the plugin answered
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CacheEntry(
    @Nullable String kind,
    @Nullable String netns,
    @JsonProperty("cniArgs") @Nullable List<@Nullable List<@Nullable String>> arguments,
    @Nullable Result result) {
  private static final String KIND = "cniCacheV1";

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Result(@Nullable List<@Nullable Interface> interfaces) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Interface(@Nullable String sandbox) {}

  /** The pod's network namespace; empty if the file is of something else. */
  Optional<Sandbox> sandbox(long since) {
    if (!KIND.equals(kind)) {
      return Optional.empty();
    }
    return argument("K8S_POD_UID")
        .flatMap(uid -> namespace().map(path -> new Sandbox(uid, pod(), path, since)));
  }

  private String pod() {
    return argument("K8S_POD_NAMESPACE")
        .flatMap(place -> argument("K8S_POD_NAME").map(name -> place + "/" + name))
        .orElse("");
  }

  private Optional<String> argument(String name) {
    return stream(arguments)
        .filter(pair -> pair.size() == 2 && name.equals(pair.getFirst()))
        .flatMap(pair -> Stream.ofNullable(pair.getLast()))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private Optional<String> namespace() {
    var named =
        result == null
            ? Stream.<String>empty()
            : stream(result.interfaces()).flatMap(one -> Stream.ofNullable(one.sandbox()));
    return Stream.concat(Stream.ofNullable(netns), named)
        .map(path -> path.startsWith("/var/run/") ? path.substring("/var".length()) : path)
        .filter(Sandbox::isNetns)
        .findFirst();
  }

  private static <T> Stream<T> stream(@Nullable List<@Nullable T> list) {
    return list == null ? Stream.empty() : list.stream().flatMap(Stream::ofNullable);
  }
}
