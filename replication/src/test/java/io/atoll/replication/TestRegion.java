package io.atoll.replication;

import static io.atoll.replication.Awaiting.await;
import static io.atoll.replication.Awaiting.until;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.parts.KafkaBroker;
import io.atoll.parts.RedisServer;
import io.atoll.replication.announce.AnnouncementCodec;
import io.atoll.replication.announce.EdgeAddresses;
import io.atoll.replication.announce.Visible;
import io.atoll.replication.apply.ApplierStatus;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cluster.RegionCluster;
import io.atoll.replication.kafka.KafkaRegionLog;
import io.atoll.replication.kafka.LogCompression;
import io.atoll.replication.mirror.Membership;
import io.atoll.replication.redis.RedisLink;
import io.atoll.replication.redis.RedisView;
import io.atoll.replication.redis.RedisViewWriter;
import io.atoll.replication.verify.Look;
import io.atoll.replication.verify.Peer;
import io.atoll.replication.view.ViewUnavailableException;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.app.ProcessConfig;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A region of real parts in this JVM, with the test in the place of its edges. */
final class TestRegion implements Peer, AutoCloseable {
  static final int PARTITIONS = 2;
  private static final String TOKEN = "a-token-of-the-operator-of-tests";

  final RegionId id;
  final KafkaBroker broker;
  final RedisServer redis = RedisServer.start();
  final Vertx vertx = Vertx.vertx();
  final RedisLink link = new RedisLink(vertx, redis.uri(), Duration.ofSeconds(2));
  final RedisView view = new RedisView(link, PARTITIONS);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final KafkaRegionLog log;

  /** Every outcome ever published, by partition and offset. */
  final Map<String, ConcurrentLinkedQueue<String>> outcomes = new ConcurrentHashMap<>();

  private final Map<Integer, Watermark> visible = new ConcurrentHashMap<>();
  private final Path dir;

  /** By life of the log and partition. */
  private final Map<IncarnationId, Map<Integer, Long>> appended = new ConcurrentHashMap<>();

  /** Whether the region begins anew by itself when its log was cut. */
  volatile boolean heals = true;

  private List<TestRegion> others = List.of();
  private volatile Replicator replicator;
  private volatile Membership members = Membership.ALL;
  private volatile AdminEndpoint admin;

  TestRegion(RegionId id, Path dir) {
    this.id = id;
    this.dir = dir;
    broker = KafkaBroker.builder(dir.resolve(id.value())).start();
    log = new KafkaRegionLog(vertx, id, broker.bootstrap(), PARTITIONS);
    vertx
        .eventBus()
        .<Buffer>consumer(
            EdgeAddresses.VISIBLE,
            message -> AnnouncementCodec.news(message.body().getBytes()).forEach(this::heard));
    replicator = replicator(List.of());
    admin = new AdminEndpoint(vertx, new HostPort("127.0.0.1", 0), Access.operatorToken(TOKEN));
  }

  private void heard(Visible news) {
    int partition = news.partition();
    for (Visible.Verdict verdict : news.verdicts()) {
      outcomes
          .computeIfAbsent(partition + "/" + verdict.offset(), _ -> new ConcurrentLinkedQueue<>())
          .add(verdict.outcome().name().toLowerCase(Locale.ROOT));
    }
    visible.merge(partition, news.watermark(), Watermark::merge);
  }

  void start(List<TestRegion> others) {
    startNotReady(others);
    until(id + " is ready", this::isReady);
  }

  /** Starts, and does not wait until the region serves. */
  void startNotReady(List<TestRegion> others) {
    this.others = others;
    replicator = replicator(others);
    replicator.follow(members);
    admin = new AdminEndpoint(vertx, new HostPort("127.0.0.1", 0), Access.operatorToken(TOKEN));
    new ReplicationRoutes(replicator).on(admin.router());
    new LinkRoutes(vertx, replicator, admin.access()).on(admin.router());
    new ReseedRoutes(vertx, replicator, admin.access(), () -> {}).on(admin.router());
    new RangeRoutes(replicator, admin.access()).on(admin.router());
    new LivesRoutes(vertx, replicator).on(admin.router());
    await(admin.start());
    await(replicator.start());
    if (!log.refusal().isEmpty() && appended.isEmpty()) {
      await(log.start());
    }
  }

  /** As whoever looks after a replicator does that has ended by itself. */
  private void startAgain() {
    Thread.ofPlatform()
        .name(id + "-again")
        .start(() -> {
          stop();
          startNotReady(others);
        });
  }

  private Replicator replicator(List<TestRegion> others) {
    HostPort unused = new HostPort("127.0.0.1", 0);
    return new Replicator(
        vertx,
        new ReplicatorConfig(
            new ProcessConfig(id, "replicator", unused, dir, Optional.empty()),
            HostPort.parse(broker.bootstrap()),
            new HostPort(redis.host(), redis.port()),
            PARTITIONS,
            ReplicatorConfig.LEASE_TIME_DEFAULT,
            ReplicatorConfig.RECENT_BYTES_DEFAULT,
            LogCompression.NONE,
            heals,
            new RegionCluster(unused, List.of()),
            others.stream()
                .map(other ->
                    new ReplicatorConfig.Source(other.id, HostPort.parse(other.broker.bootstrap())))
                .toList(),
            List.of()),
        meters,
        this::startAgain);
  }

  /** As a routing table says it to its replicator, also when that starts again. */
  void follow(Membership newest) {
    members = newest;
    replicator.follow(newest);
  }

  void stop() {
    await(replicator.stop());
    await(admin.stop());
  }

  boolean isReady() {
    return replicator.readiness().ready();
  }

  Position put(Key key, String value) {
    return write(key, new Mutation.PutRegister(Bytes.utf8(value), "text/plain", null));
  }

  Position remove(Key key) {
    return write(key, new Mutation.RemoveRegister());
  }

  /** Stamped by Redis if it can be; by nobody's clock but the tests' otherwise. */
  private Position write(Key key, Mutation mutation) {
    HybridTimestamp timestamp;
    try {
      timestamp = await(view.stamp(CellName.of(key), HybridTimestamp.ZERO)).timestamp();
    } catch (ViewUnavailableException e) {
      timestamp = HybridTimestamp.of(System.currentTimeMillis(), 0);
    }
    Position at = await(log.append(new Operation(key, mutation, timestamp, null), null));
    appended
        .computeIfAbsent(at.incarnation(), _ -> new ConcurrentHashMap<>())
        .merge(at.partition(), at.offset() + 1, Math::max);
    return at;
  }

  void awaitVisible(Position position) {
    until(
        position + " is visible",
        () ->
            visible.getOrDefault(position.partition(), Watermark.ZERO).next(position.incarnation())
                > position.offset());
  }

  Optional<String> read(Key key) {
    Cell cell = await(view.read(CellName.of(key))).cell();
    return cell == null
        ? Optional.empty()
        : cell.readable(System.currentTimeMillis()).map(value -> value.bytes().utf8());
  }

  /** This partition's watermark with everything of this region's log applied. */
  Watermark appended(int partition) {
    IncarnationId life = log.incarnation();
    return Watermark.ZERO.advance(
        life, appended.getOrDefault(life, Map.of()).getOrDefault(partition, 0L));
  }

  /** Why this region is not ready, as its operator reads it. */
  String reason() {
    try {
      return get("/v1/replication/status").getString("reason", "");
    } catch (UncheckedIOException e) {
      return "its replicator starts again";
    }
  }

  /** What is wrong with the partitions of the link to a source; empty: nothing. */
  String problems(RegionId source) {
    return get("/v1/replication/status").getJsonArray("links").stream()
        .map(JsonObject.class::cast)
        .filter(link -> link.getString("source").equals(source.value()))
        .flatMap(link -> link.getJsonArray("partitions").stream())
        .map(partition -> ((JsonObject) partition).getString("problem"))
        .filter(problem -> !problem.isEmpty())
        .collect(Collectors.joining("; "));
  }

  JsonObject get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return new JsonObject(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether this region's link to a source has stopped. */
  boolean isStopped(RegionId source) {
    return get("/v1/replication/status").getJsonArray("links").stream()
        .map(JsonObject.class::cast)
        .filter(link -> link.getString("source").equals(source.value()))
        .allMatch(link -> link.getString("state").equals("stopped"));
  }

  /** Posts nothing, as an operator; returns the status. */
  int post(String path) {
    return send("POST", path, "");
  }

  /** Puts JSON, as an operator; returns the status. */
  int put(String path, String json) {
    return send("PUT", path, json);
  }

  private int send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Watermark> watermarks() {
    Running running = replicator.running();
    return running == null
        ? List.of()
        : running.appliersHeld().stream().map(ApplierStatus::watermark).toList();
  }

  /** Every cell that Redis holds. */
  Map<CellName, Cell> cells() {
    Map<CellName, Cell> all = new HashMap<>();
    for (RedisViewWriter writer : replicator.stored()) {
      String cursor = "0";
      do {
        RedisViewWriter.Cells page = await(writer.someCells(cursor));
        all.putAll(page.cells());
        cursor = page.next();
      } while (!cursor.equals("0"));
    }
    return all;
  }

  @Override
  public String region() {
    return id.value();
  }

  @Override
  public Look ranges(int partition) {
    return look("/v1/replication/ranges/%d".formatted(partition));
  }

  @Override
  public Look cells(int partition, int range) {
    return look("/v1/replication/ranges/%d/%d".formatted(partition, range));
  }

  private Look look(String path) {
    JsonObject body = get(path);
    if (!body.containsKey("watermark")) {
      throw new ViewUnavailableException(body.encode());
    }
    Map<IncarnationId, Long> watermark = new HashMap<>();
    body.getJsonObject("watermark")
        .forEach(entry ->
            watermark.put(
                IncarnationId.parse(entry.getKey()), ((Number) entry.getValue()).longValue()));
    Map<String, String> digests = new HashMap<>();
    body.getJsonObject("digests")
        .forEach(entry -> digests.put(entry.getKey(), (String) entry.getValue()));
    return new Look(new Watermark(watermark), digests);
  }

  /** The cell of a key, as Redis holds it. */
  byte[] stored(Key key) {
    return redisCommand(utf8("GET"), cellName(key));
  }

  /** Puts other bytes in the place of a cell behind everybody's back; null: removes it. */
  void corrupt(Key key, byte @Nullable [] bytes) {
    if (bytes == null) {
      redisCommand(utf8("DEL"), cellName(key));
    } else {
      redisCommand(utf8("SET"), cellName(key), bytes);
    }
  }

  private static byte[] cellName(Key key) {
    return utf8("{%d}c:%s".formatted(key.partition(PARTITIONS), key));
  }

  void emptyRedis() {
    redisCommand(utf8("FLUSHALL"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The answer's bytes, if it has any. */
  private byte[] redisCommand(byte[]... words) {
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(utf8("*%d\r\n".formatted(words.length)));
      for (byte[] word : words) {
        out.write(utf8("$%d\r\n".formatted(word.length)));
        out.write(word);
        out.write(utf8("\r\n"));
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int kind = in.readByte();
      StringBuilder head = new StringBuilder();
      for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
        head.append((char) c);
      }
      return kind == '$' ? in.readNBytes(Integer.parseInt(head.toString().strip())) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    await(log.stop());
    await(link.close());
    await(vertx.close());
    redis.close();
    broker.close();
  }
}
