package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.edge.FeedClient.Event;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Change feeds of three regions of real parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChangeFeedTest {
  private static final String PROFILES = "/v1/changes?namespace=profiles";

  /** No token: a feed begins now. */
  private static final String NOW = "";

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** Platform threads: brokers that start on virtual ones can wait for ever for each other. */
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final List<RealRegion> regions = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    List<Future<RealRegion>> starting =
        Stream.of("us-east", "eu-west", "ap-northeast")
            .map(id -> threads.submit(() -> new RealRegion(id, folder, 1)))
            .toList();
    for (Future<RealRegion> region : starting) {
      regions.add(region.get());
    }
    List<Future<?>> started = new ArrayList<>();
    for (RealRegion region : regions) {
      started.add(
          threads.submit(() -> {
            region.start(regions);
            return null;
          }));
    }
    for (Future<?> each : started) {
      each.get();
    }
  }

  @BeforeEach
  void awaitRoom() {
    regions.forEach(ChangeFeedTest::awaitRoom);
  }

  @AfterAll
  void stop() throws Exception {
    for (RealRegion region : regions) {
      region.close();
    }
    threads.close();
  }

  private static FeedClient open(RealRegion region, String path, String token) throws Exception {
    return new FeedClient(region.uri(1, path), token);
  }

  /** Until the edge has noticed that the feeds of the last test are closed. */
  private static void awaitRoom(RealRegion region) {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          try (FeedClient feed = open(region, PROFILES, NOW)) {
            assertThat(feed.status).isEqualTo(200);
          }
        });
  }

  /** Writes a register; returns where it stands. */
  private static String write(RealRegion region, String name, String value) throws Exception {
    HttpResponse<String> answer = region.put("/v1/kv/profiles/" + name, value);
    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 202, 204);
    return answer.statusCode() == 202
        ? new JsonObject(answer.body()).getString("position")
        : answer.headers().firstValue("etag").orElseThrow().replace("\"", "");
  }

  private static String log(String position) {
    return position.substring(0, position.lastIndexOf('/'));
  }

  private static long offset(String position) {
    return Long.parseLong(position.substring(position.lastIndexOf('/') + 1));
  }

  /** Each once, and of each log in its order. */
  private static void assertTold(List<String> told, Set<String> written) {
    assertThat(told).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(told)).isEqualTo(new TreeSet<>(written));
    Map<String, Long> last = new HashMap<>();
    for (String position : told) {
      Long before = last.put(log(position), offset(position));
      assertThat(before == null || before < offset(position)).as(position).isTrue();
    }
  }

  private static void readUntilAll(FeedClient feed, Set<String> written, List<String> told)
      throws Exception {
    while (told.size() < written.size()) {
      told.add(feed.data().getString("position"));
    }
  }

  @Test
  @Order(1)
  void everyOperationIsToldOnceToAClientThatReconnectsToAnotherRegionAfterEveryEvent()
      throws Exception {
    String token;
    try (FeedClient first = open(regions.getFirst(), PROFILES, NOW)) {
      token = first.token();
    }
    Set<String> written = new HashSet<>();
    List<Future<Set<String>>> writers =
        regions.stream()
            .map(region ->
                threads.submit(() -> {
                  Set<String> positions = new HashSet<>();
                  for (int i = 0; i < 30; i++) {
                    positions.add(write(region, region.id + "-" + i % 7, "" + i));
                    region.put("/v1/kv/brief/other", "not told");
                  }
                  return positions;
                }))
            .toList();
    List<String> told = new ArrayList<>();
    for (int i = 0; told.size() < 90; i++) {
      try (FeedClient feed = open(regions.get(i % 3), PROFILES, token)) {
        JsonObject event = feed.data();
        String position = event.getString("position");
        told.add(position);
        assertThat(event.getString("key"))
            .startsWith("profiles/" + position.substring(0, position.indexOf('~')));
        assertThat(event.getString("kind")).isEqualTo("register");
        assertThat(event.getString("operation")).isEqualTo("put");
        token = feed.token();
      }
    }
    for (Future<Set<String>> writer : writers) {
      written.addAll(writer.get());
    }
    assertTold(told, written);
  }

  @Test
  @Order(2)
  void theValueIsAtLeastAsNewAsTheOperationAndNullWhenNothingIsThere() throws Exception {
    RealRegion east = regions.getFirst();
    try (FeedClient feed = open(regions.get(1), PROFILES, NOW)) {
      for (int i = 0; i < 20; i++) {
        write(east, "counted", "" + i);
        JsonObject value = feed.data().getJsonObject("value");
        assertThat(value.getString("contentType")).isEqualTo("application/octet-stream");
        assertThat(Integer.parseInt(value.getString("text"))).isGreaterThanOrEqualTo(i);
      }
      east.call(east.request("/v1/kv/profiles/counted").DELETE());
      JsonObject removed = feed.data();
      assertThat(removed.getString("operation")).isEqualTo("remove");
      assertThat(removed.getValue("value")).isNull();
      assertThat(removed.containsKey("value")).isTrue();
    }
  }

  @Test
  @Order(3)
  void everyKindIsToldWithItsValue() throws Exception {
    RealRegion east = regions.getFirst();
    RealRegion west = regions.get(1);
    try (FeedClient hits = open(west, "/v1/changes?namespace=hits", NOW);
        FeedClient tags = open(west, "/v1/changes?namespace=tags", NOW);
        FeedClient scores = open(west, "/v1/changes?namespace=scores", NOW);
        FeedClient docs = open(west, "/v1/changes?namespace=docs", NOW)) {
      east.post("/v1/counters/hits/home", "{\"delta\": 5}");
      assertThat(hits.data().getValue("value")).isEqualTo(5);
      east.put("/v1/sets/tags/post/members/blue", "");
      assertThat(tags.data().getMap())
          .containsEntry("member", "blue")
          .containsEntry("operation", "add")
          .containsEntry("value", true);
      east.call(east.request("/v1/sets/tags/post/members/blue").DELETE());
      assertThat(tags.data().getValue("value")).isNull();
      east.put("/v1/leaderboards/scores/chess/members/ada", "{\"score\": 42}");
      assertThat(scores.data().getMap())
          .containsEntry("member", "ada")
          .containsEntry("operation", "submit")
          .containsEntry("value", 42);
      east.put("/v1/documents/docs/a", "{\"b\": {\"c\": 1.50}}");
      assertThat(docs.data().getJsonObject("value").encode()).isEqualTo("{\"b\":{\"c\":1.5}}");
    }
  }

  @Test
  @Order(4)
  void aFeedThatHearsNothingSaysHowFarItIsSoThatItsTokenMovesOn() throws Exception {
    RealRegion east = regions.getFirst();
    RealRegion west = regions.get(1);
    try (FeedClient feed = open(west, PROFILES, NOW)) {
      String before = feed.token();
      east.put("/v1/kv/brief/other", "not told");
      await().atMost(DEADLINE).until(() -> !feed.nextId().equals(before));
      String idle = feed.token();
      assertThat(feed.nextId()).isEqualTo(idle);
      String at = write(east, "after-idling", "x");
      try (FeedClient elsewhere = open(regions.get(2), PROFILES, idle)) {
        assertThat(elsewhere.data().getString("position")).isEqualTo(at);
      }
      assertThat(feed.data().getString("position")).isEqualTo(at);
    }
  }

  @Test
  @Order(5)
  void aFeedGoesOnWhenTheLinkWasPausedAndTheApplierStartedAgain() throws Exception {
    RealRegion east = regions.getFirst();
    RealRegion west = regions.get(1);
    try (FeedClient feed = open(west, PROFILES, NOW)) {
      Set<String> written = new LinkedHashSet<>();
      List<String> told = new ArrayList<>();
      west.pauseLink(east, true);
      for (int i = 0; i < 10; i++) {
        written.add(write(east, "paused", "" + i));
        written.add(write(west, "here", "" + i));
      }
      west.stopReplicator();
      for (int i = 0; i < 3; i++) {
        written.add(write(east, "stopped", "" + i));
        written.add(write(west, "stopped", "" + i));
      }
      west.startReplicator();
      west.pauseLink(east, false);
      readUntilAll(feed, written, told);
      assertTold(told, written);
      String last = write(west, "last", "x");
      assertThat(feed.data().getString("position")).isEqualTo(last);
    }
  }

  @Test
  @Order(6)
  void whatIsNotAFeedIsRefusedWithTheWayOut() throws Exception {
    RealRegion east = regions.getFirst();
    assertRefused(east, "/v1/changes?x=1", NOW, 400, "/v1/changes?namespace=");
    assertRefused(east, "/v1/changes?namespace=nowhere", NOW, 404, "nowhere");
    assertRefused(east, PROFILES, "AAAA", 400, "leave it out");
    List<FeedClient> open = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        open.add(open(east, PROFILES, NOW));
        assertThat(open.getLast().status).isEqualTo(200);
      }
      assertRefused(east, PROFILES, NOW, 503, "changes.feeds-max");
    } finally {
      for (FeedClient feed : open) {
        feed.close();
      }
    }
    awaitRoom(east);
  }

  private static void assertRefused(
      RealRegion region, String path, String token, int status, String wayOut) throws Exception {
    try (FeedClient refused = open(region, path, token)) {
      assertThat(refused.status).isEqualTo(status);
      assertThat(refused.problem().getString("detail")).contains(wayOut);
    }
  }

  @Test
  @Order(7)
  void aTokenOlderThanALogOrAMirrorIsGoneAndTheAnswerSaysHowToGoOn() throws Exception {
    RealRegion east = regions.getFirst();
    RealRegion west = regions.get(1);
    String old;
    try (FeedClient feed = open(west, PROFILES, NOW)) {
      old = feed.token();
      write(east, "cut", "1");
      write(east, "cut", "2");
      feed.data();
      feed.data();
    }
    cut(west, "atoll.mirror." + east.id);
    cut(east, "atoll.log");
    for (RealRegion region : List.of(east, west)) {
      String now;
      try (FeedClient gone = open(region, PROFILES, old)) {
        assertThat(gone.status).isEqualTo(410);
        JsonObject problem = gone.problem();
        assertThat(problem.getString("detail")).contains("atoll export");
        assertThat(region.get(problem.getString("snapshot")).body()).contains("\"cut\"");
        now = problem.getString("token");
      }
      try (FeedClient feed = open(region, PROFILES, now)) {
        String at = write(region, "after-the-cut", region.id);
        Set<String> told = new HashSet<>();
        while (told.add(feed.data().getString("position")) && !told.contains(at)) {
          assertThat(told).noneMatch(position -> log(position).equals(log(at)));
        }
        assertThat(told).contains(at);
      }
    }
    // A mirror that was not cut still has it.
    try (FeedClient feed = open(regions.get(2), PROFILES, old)) {
      assertThat(feed.data().getString("key")).isEqualTo("profiles/cut");
    }
  }

  private static void cut(RealRegion region, String topic) throws Exception {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int partition = 0; partition < RealRegion.PARTITIONS; partition++) {
      all.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", region.kafka.bootstrap()))) {
      admin.deleteRecords(all).all().get();
    }
  }

  @Test
  @Order(8)
  void aClientThatTakesNothingIsCutOffAndGoesOnFromItsLastToken() throws Exception {
    RealRegion last = regions.getLast();
    String slow = "atoll_edge_change_feeds_ended_total{reason=\"slow\"} 1.0";
    String value = "v".repeat(256 << 10);
    List<String> written = new ArrayList<>();
    try (FeedClient stalled = FeedClient.withLittleRoom(last.uri(1, PROFILES));
        FeedClient other = open(last, PROFILES, NOW)) {
      String token = stalled.token();
      for (int i = 0; i < 48; i++) {
        written.add(write(last, "large", value));
        assertThat(other.data().getString("position")).isEqualTo(written.getLast());
      }
      await().atMost(DEADLINE).until(() -> last.metrics(1).contains(slow));
      int taken = 0;
      while (stalled.goesOn()) {
        taken++;
      }
      assertThat(taken).isLessThan(written.size());
      // It missed nothing for good.
      try (FeedClient again = open(last, PROFILES, token)) {
        for (String position : written) {
          assertThat(again.data().getString("position")).isEqualTo(position);
        }
      }
      String after = write(last, "after", "x");
      assertThat(other.data().getString("position")).isEqualTo(after);
    }
  }

  @Test
  @Order(9)
  void anEdgeThatStopsEndsItsFeedsCleanly() throws Exception {
    RealRegion last = regions.getLast();
    try (FeedClient feed = open(last, PROFILES, NOW)) {
      long start = System.nanoTime();
      last.stopEdges();
      Event end = feed.next();
      assertThat(end).isNull();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
    }
  }
}
