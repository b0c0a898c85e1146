package io.atoll.chaos.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atoll.chaos.target.Platform;
import io.atoll.core.operation.Bytes;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/**
 * A platform of fakes on real sockets: edges that keep values, a name server that follows client
 * subnets and notices a dead region late, a supervisor with leases, and replicators. It can be told
 * to misbehave.
 */
final class FakePlatform implements AutoCloseable {
  static final String TOKEN = "secret";
  private static final long DETECTION_NANOS = 300_000_000;
  private static final int TTL_SECONDS = 1;

  /** Ways to misbehave. */
  enum Bug {
    NONE,
    /** From the loss of a region on, acknowledges the writes of one key without keeping them. */
    LOSES_A_WRITE,
    /** Says it kills, and does not. */
    DOES_NOT_KILL,
    /** One region keeps an old value. */
    REGION_DIFFERS
  }

  /** One accepted write; its index in the log of all is its order. */
  private record Entry(RegionId origin, String key, Bytes value, long offset) {
    String etag() {
      return "\"%s~fake/0/%d\"".formatted(origin, offset);
    }
  }

  /** One fake region. */
  private final class Region {
    final RegionId id;
    final int index;
    final Map<String, Entry> cells = new ConcurrentHashMap<>();
    final List<HttpServer> edges = new ArrayList<>();
    final AtomicInteger next = new AtomicInteger();
    boolean down;
    long changedNanos = System.nanoTime() - DETECTION_NANOS;
    @Nullable HttpServer replicator;

    Region(String id, int index) {
      this.id = RegionId.of(id);
      this.index = index;
    }

    String address(int edge) {
      return "127.77.%d.%d".formatted(index, edge);
    }

    void startEdges() throws IOException {
      for (int edge = 1; edge <= 2; edge++) {
        HttpServer server = HttpServer.create(new InetSocketAddress(address(edge), port), 0);
        port = server.getAddress().getPort();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/kv/", exchange -> serve(this, exchange));
        server.start();
        edges.add(server);
      }
    }

    void stopEdges() {
      edges.forEach(server -> server.stop(0));
      edges.clear();
    }

    boolean namedByDns() {
      boolean noticed = System.nanoTime() - changedNanos >= DETECTION_NANOS;
      return noticed != down;
    }
  }

  private final Bug bug;
  private final Map<String, Region> regions = new LinkedHashMap<>();
  private final List<Entry> log = new ArrayList<>();
  private final HttpServer supervisor;
  private final DatagramSocket dns;
  private final AtomicInteger leases = new AtomicInteger();
  private final Map<String, String> holds = new ConcurrentHashMap<>();
  private int port;

  /** The key whose writes get lost, once there is one. */
  private @Nullable String lostKey;

  FakePlatform(Bug bug) throws IOException {
    this.bug = bug;
    int index = 0;
    for (String id : List.of("us-east", "eu-west", "ap-northeast")) {
      Region region = new Region(id, ++index);
      regions.put(id, region);
      region.startEdges();
      HttpServer replicator = server();
      replicator.createContext("/v1/replication/", exchange -> replication(region, exchange));
      region.replicator = replicator;
    }
    this.supervisor = server();
    supervisor.createContext("/v1/", this::supervise);
    this.dns = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::answerNames);
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server;
  }

  private Region region(String id) {
    return Optional.ofNullable(regions.get(id)).orElseThrow();
  }

  int edgePort() {
    return port;
  }

  HostPort dnsAddress() {
    return new HostPort("127.0.0.1", dns.getLocalPort());
  }

  URI supervisorAddress() {
    return URI.create("http://127.0.0.1:" + supervisor.getAddress().getPort());
  }

  /** The holds that nobody has released. */
  int holdsLeft() {
    return holds.size();
  }

  Platform platform() {
    return new Platform(
        regions.values().stream()
            .map(region ->
                new Platform.Region(
                    region.id,
                    List.of(
                        new HostPort(region.address(1), port),
                        new HostPort(region.address(2), port)),
                    URI.create(
                        "http://127.0.0.1:"
                            + Optional.ofNullable(region.replicator)
                                .orElseThrow()
                                .getAddress()
                                .getPort())))
            .toList());
  }

  private void serve(Region region, HttpExchange exchange) throws IOException {
    String key = exchange.getRequestURI().getPath().substring("/v1/kv/".length());
    exchange.getResponseHeaders().add("Atoll-Region", region.id.value());
    if (exchange.getRequestMethod().equals("PUT")) {
      Entry entry = accept(region, key, Bytes.wrap(exchange.getRequestBody().readAllBytes()));
      exchange.getResponseHeaders().add("ETag", entry.etag());
      answer(exchange, 201, new byte[0]);
      return;
    }
    Entry entry = region.cells.get(key);
    if (entry == null) {
      answer(exchange, 404, new byte[0]);
    } else {
      exchange.getResponseHeaders().add("ETag", entry.etag());
      answer(exchange, 200, entry.value.unsafeArray());
    }
  }

  private synchronized Entry accept(Region region, String key, Bytes value) {
    Entry entry = new Entry(region.id, key, value, region.next.getAndIncrement());
    boolean loses = bug == Bug.LOSES_A_WRITE && regions.values().stream().anyMatch(r -> r.down);
    if (loses && lostKey == null && !key.contains("contended")) {
      // Later writes of this key would hide the loss: they are lost as well.
      lostKey = key;
    }
    if (key.equals(lostKey)) {
      return entry;
    }
    log.add(entry);
    regions.values().stream().filter(other -> !other.down).forEach(this::apply);
    return entry;
  }

  private void apply(Region region) {
    Map<String, Entry> latest = new LinkedHashMap<>();
    log.forEach(entry -> latest.put(entry.key, entry));
    if (bug == Bug.REGION_DIFFERS && region.id.value().equals("ap-northeast")) {
      latest.keySet().removeIf(region.cells::containsKey);
    }
    region.cells.putAll(latest);
  }

  private void replication(Region region, HttpExchange exchange) throws IOException {
    if (region.down) {
      answer(exchange, 503, new byte[0]);
      return;
    }
    JsonObject watermark = new JsonObject();
    regions
        .values()
        .forEach(other -> {
          if (other.next.get() > 0) {
            watermark.put(other.id + "~fake", other.next.get());
          }
        });
    long digest =
        region.cells.entrySet().stream()
            .mapToLong(cell -> (cell.getKey() + cell.getValue().etag()).hashCode())
            .sum();
    JsonObject partition =
        new JsonObject()
            .put("partition", 0)
            .put("watermark", watermark)
            .put("cells", region.cells.size())
            .put("digest", Long.toHexString(digest));
    json(
        exchange,
        new JsonObject()
            .put("region", region.id.value())
            .put("ready", true)
            .put("links", new JsonArray())
            .put("partitions", new JsonArray().add(partition)));
  }

  private synchronized void supervise(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    boolean operator =
        ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!method.equals("GET") && !operator) {
      answer(exchange, 401, new byte[0]);
    } else if (path.equals("/v1/nodes")) {
      json(exchange, new JsonObject().put("nodes", nodes()));
    } else if (path.equals("/v1/wan")) {
      json(exchange, new JsonObject().put("links", new JsonArray()));
    } else if (path.equals("/v1/kill")) {
      JsonObject body =
          new JsonObject(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      String target = body.getJsonArray("targets").getString(0);
      String lease = "lease-" + leases.incrementAndGet();
      holds.put(lease, target);
      if (bug != Bug.DOES_NOT_KILL) {
        Region region = region(target);
        region.down = true;
        region.changedNanos = System.nanoTime();
        region.stopEdges();
      }
      json(exchange, new JsonObject().put("lease", lease));
    } else if (method.equals("DELETE")) {
      String target = holds.remove(path.substring(path.lastIndexOf('/') + 1));
      if (target != null && bug != Bug.DOES_NOT_KILL) {
        Region region = region(target);
        region.down = false;
        region.changedNanos = System.nanoTime();
        apply(region);
        region.startEdges();
      }
      answer(exchange, 204, new byte[0]);
    } else {
      json(exchange, new JsonObject());
    }
  }

  private JsonArray nodes() {
    JsonArray nodes = new JsonArray();
    regions
        .values()
        .forEach(region -> {
          for (String node : List.of("edge-1", "edge-2")) {
            nodes.add(
                new JsonObject()
                    .put("id", region.id + "/" + node)
                    .put("state", region.down ? "held" : "running"));
          }
        });
    return nodes;
  }

  private static void json(HttpExchange exchange, JsonObject body) throws IOException {
    answer(exchange, 200, body.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private void answerNames() {
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        dns.receive(packet);
        byte[] answer = named(new Message(packet.getData())).toWire();
        dns.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  /** Subnet 10.r.0.0/16 is near region r. */
  private Message named(Message query) throws IOException {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    List<EDNSOption> options =
        query.getOPT() == null
            ? List.of()
            : query.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET);
    int near = ((ClientSubnetOption) options.getFirst()).getAddress().getAddress()[1];
    Region region =
        regions.values().stream()
            .filter(candidate -> candidate.index == near && candidate.namedByDns())
            .findFirst()
            .orElseGet(() -> region("us-east"));
    for (int edge = 1; edge <= 2; edge++) {
      answer.addRecord(
          new ARecord(
              query.getQuestion().getName(),
              DClass.IN,
              TTL_SECONDS,
              InetAddress.ofLiteral(region.address(edge))),
          Section.ANSWER);
    }
    return answer;
  }

  @Override
  public void close() {
    dns.close();
    supervisor.stop(0);
    regions
        .values()
        .forEach(region -> {
          region.stopEdges();
          if (region.replicator != null) {
            region.replicator.stop(0);
          }
        });
  }
}
