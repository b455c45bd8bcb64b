package dev.culvert.node.agent.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** As much of an API server as an agent needs: lists, watches, takes patches and objects. */
public final class FakeApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Request> patches = new CopyOnWriteArrayList<>();
  private final List<Request> posts = new CopyOnWriteArrayList<>();
  private final List<String> watches = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> refused = new ConcurrentHashMap<>();
  private volatile int patchStatus = 200;

  /** A patch, or a new object, as it came. */
  public record Request(String path, String query, String contentType, String body) {}

  private record Event(String type, String key, ObjectNode object) {}

  /** Listens on a port of its own. */
  public FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** A client with the agent's settings. */
  public KubernetesClient client() {
    return Connection.to(
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  /** Makes an object, or changes it. */
  public synchronized void put(HasMetadata object) {
    ObjectNode node = JSON.valueToTree(object);
    var key = key(object);
    change(objects.put(key, node) == null ? "ADDED" : "MODIFIED", key, node);
  }

  /** Removes an object. */
  public synchronized void delete(HasMetadata object) {
    var key = key(object);
    change("DELETED", key, objects.remove(key));
  }

  /** Lists and watches of a path are refused from now on. */
  public void refuse(String path) {
    refused.put(path, 403);
  }

  /** Patches and new objects are answered with the given status from now on. */
  public void answerPatches(int status) {
    patchStatus = status;
  }

  /** The patches so far. */
  public List<Request> patches() {
    return List.copyOf(patches);
  }

  /** The new objects so far. */
  public List<Request> posts() {
    return List.copyOf(posts);
  }

  /** What was asked of watches so far. */
  public List<String> watches() {
    return List.copyOf(watches);
  }

  private void change(String type, String key, ObjectNode node) {
    ((ObjectNode) node.get("metadata")).put("resourceVersion", "" + (events.size() + 1));
    events.add(new Event(type, key, node.deepCopy()));
    notifyAll();
  }

  private static String key(HasMetadata object) {
    return object.getPlural()
        + "/"
        + object.getMetadata().getNamespace()
        + "/"
        + object.getMetadata().getName();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uri = exchange.getRequestURI();
      var query = String.valueOf(uri.getQuery());
      var method = exchange.getRequestMethod();
      if (method.equals("PATCH") || method.equals("POST")) {
        (method.equals("PATCH") ? patches : posts)
            .add(
                new Request(
                    uri.getPath(),
                    query,
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        send(exchange, patchStatus, "{}");
      } else if (refused.containsKey(uri.getPath())) {
        send(exchange, 403, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":403}");
      } else if (query.contains("watch=true")) {
        watches.add(query);
        watch(exchange, prefix(uri.getPath()), Integer.parseInt(after(query, "resourceVersion=")));
      } else {
        send(exchange, 200, list(prefix(uri.getPath())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What keys of the path's objects begin with: {@code pods/} or {@code pods/NAMESPACE/}. */
  private static String prefix(String path) {
    var words = List.of(path.split("/"));
    int namespaces = words.indexOf("namespaces");
    return words.getLast() + "/" + (namespaces < 0 ? "" : words.get(namespaces + 1) + "/");
  }

  private static String after(String query, String name) {
    var rest = query.substring(query.indexOf(name) + name.length());
    return rest.contains("&") ? rest.substring(0, rest.indexOf('&')) : rest;
  }

  private synchronized String list(String prefix) {
    var list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    list.putObject("metadata").put("resourceVersion", "" + events.size());
    var items = list.putArray("items");
    objects.forEach((key, object) -> {
      if (key.startsWith(prefix)) {
        items.add(object);
      }
    });
    return list.toString();
  }

  private void watch(HttpExchange exchange, String prefix, int since)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    var out = exchange.getResponseBody();
    for (int next = since; true; next++) {
      var event = event(next);
      if (event.key().startsWith(prefix)) {
        var line = JSON.createObjectNode().put("type", event.type()).set("object", event.object());
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  private synchronized Event event(int number) throws InterruptedException {
    while (events.size() <= number) {
      wait();
    }
    return events.get(number);
  }

  private static void send(HttpExchange exchange, int status, String text) {
    try {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
