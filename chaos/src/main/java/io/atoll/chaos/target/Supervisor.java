package io.atoll.chaos.target;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The client of the platform's supervisor, which kills processes, holds them down, and cuts WAN
 * links, each for a lease that it lifts by itself when nobody renews it.
 */
public final class Supervisor {
  private static final String RUNNING = "running";

  /** One directed WAN link. */
  public record Link(String from, String to, boolean cut) {}

  private final JsonHttp http;
  private final URI base;
  private final String token;

  /**
   * Talks to the supervisor at this base address.
   *
   * @param token the operator's token
   */
  public Supervisor(JsonHttp http, URI base, String token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /** The state of every process, by {@code region/node}. */
  public SortedMap<String, String> nodes() throws TargetException, InterruptedException {
    SortedMap<String, String> states = new TreeMap<>();
    for (JsonObject node : objects(http.get(base.resolve("/v1/nodes")), "nodes")) {
      states.put(node.getString("id"), node.getString("state"));
    }
    return states;
  }

  /** The processes that are not running, each with its state. */
  public List<String> nodesNotRunning() throws TargetException, InterruptedException {
    return nodes().entrySet().stream()
        .filter(node -> !node.getValue().equals(RUNNING))
        .map(node -> node.getKey() + " is " + node.getValue())
        .toList();
  }

  /**
   * Kills the targets at once and holds them down.
   *
   * @param target {@code region} or {@code region/node}
   * @return the lease's id
   */
  public String kill(String target, Duration hold) throws TargetException, InterruptedException {
    JsonObject body =
        new JsonObject().put("targets", new JsonArray().add(target)).put("hold", millis(hold));
    return http.send("POST", base.resolve("/v1/kill"), body, token).getString("lease");
  }

  /** Holds them down for this long from now. */
  public void renew(String lease, Duration hold) throws TargetException, InterruptedException {
    http.send(
        "PUT",
        base.resolve("/v1/holds/" + lease),
        new JsonObject().put("hold", millis(hold)),
        token);
  }

  /** Lets them start again. */
  public void release(String lease) throws TargetException, InterruptedException {
    http.send("DELETE", base.resolve("/v1/holds/" + lease), null, token);
  }

  public List<Link> wan() throws TargetException, InterruptedException {
    return objects(http.get(base.resolve("/v1/wan")), "links").stream()
        .map(link ->
            new Link(link.getString("from"), link.getString("to"), link.getBoolean("cut", false)))
        .toList();
  }

  /** Lets nothing pass this link for this long from now. */
  public void cut(String from, String to, Duration lease)
      throws TargetException, InterruptedException {
    JsonObject body = new JsonObject().put("cut", true).put("for", millis(lease));
    http.send("PUT", base.resolve("/v1/wan/" + from + "/" + to), body, token);
  }

  public void heal(String from, String to) throws TargetException, InterruptedException {
    JsonObject body = new JsonObject().put("cut", false);
    http.send("PUT", base.resolve("/v1/wan/" + from + "/" + to), body, token);
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }

  private static List<JsonObject> objects(JsonObject answer, String name) {
    JsonArray array = answer.getJsonArray(name, new JsonArray());
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }
}
