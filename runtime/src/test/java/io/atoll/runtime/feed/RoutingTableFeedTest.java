package io.atoll.runtime.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.runtime.json.RoutingTableJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RoutingTableFeedTest {
  /** Nothing listens there. */
  private static final URI DEAD = URI.create("http://127.0.0.1:1");

  @TempDir Path stateDir;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BlockingQueue<RoutingTable> heard = new LinkedBlockingQueue<>();
  private final List<RoutingTableFeed> feeds = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (RoutingTableFeed feed : feeds) {
      await(feed.stop());
    }
    await(vertx.close());
  }

  @Test
  void followsTheOwnRegionsController() throws Exception {
    FakeController own = new FakeController(vertx, table(1));
    FakeController other = new FakeController(vertx, table(9));
    RoutingTableFeed feed = start(own.address(), other.address());

    assertThat(next()).isEqualTo(table(1));
    own.publish(table(2));

    assertThat(next()).isEqualTo(table(2));
    assertThat(feed.current()).isEqualTo(table(2));
    assertThat(feed.readiness().ready()).isTrue();
  }

  @Test
  void fallsOverFromADeadControllerToTheNext() throws Exception {
    FakeController own = new FakeController(vertx, table(1));
    FakeController other = new FakeController(vertx, table(1));
    start(own.address(), other.address());
    assertThat(next()).isEqualTo(table(1));

    own.die();
    other.publish(table(2));

    assertThat(next()).isEqualTo(table(2));
  }

  @Test
  void isNotHeldUpByAControllerThatNeverAnswers() throws Exception {
    FakeController silent = new FakeController(vertx, RoutingTable.NONE);
    FakeController other = new FakeController(vertx, table(3));
    start(silent.address(), other.address());

    assertThat(next()).isEqualTo(table(3));
  }

  @Test
  void goesBackToItsOwnControllerWhenThatReturns() throws Exception {
    FakeController other = new FakeController(vertx, table(1));
    FakeController own = new FakeController(vertx, table(1));
    start(own.address(), other.address());
    assertThat(next()).isEqualTo(table(1));
    own.die();
    other.publish(table(2));
    assertThat(next()).isEqualTo(table(2));

    new FakeController(vertx, table(4), own.address().getPort());
    // Ends the question to the other one.
    other.publish(table(3));

    assertThat(next()).isEqualTo(table(3));
    assertThat(next()).isEqualTo(table(4));
  }

  @Test
  void startsFromDiskWithEveryControllerDead() throws Exception {
    FakeController own = new FakeController(vertx, table(7));
    RoutingTableFeed before = start(own.address());
    assertThat(next()).isEqualTo(table(7));
    await(before.stop());
    own.die();
    heard.clear();
    meters.clear();

    RoutingTableFeed after = start(DEAD, own.address());

    assertThat(after.current()).isEqualTo(table(7));
    assertThat(next()).isEqualTo(table(7));
    assertThat(after.readiness().ready()).isTrue();
  }

  @Test
  void anOlderTableNeverReplacesANewerOne() throws Exception {
    FakeController own = new FakeController(vertx, table(5));
    RoutingTableFeed feed = start(own.address());
    assertThat(next()).isEqualTo(table(5));

    own.publish(table(4));
    own.sendWhateverIsAskedFor();
    awaitPolls("same", 3);
    own.publish(table(6));

    assertThat(next()).isEqualTo(table(6));
    assertThat(feed.current()).isEqualTo(table(6));
  }

  @Test
  void aControllersOlderTableNeverReplacesTheOneOnDisk() throws Exception {
    Files.writeString(
        stateDir.resolve("routing-table.json"), RoutingTableJson.write(table(8)).encode());
    FakeController own = new FakeController(vertx, table(2));
    own.sendWhateverIsAskedFor();
    RoutingTableFeed feed = start(own.address());

    awaitPolls("same", 2);

    assertThat(next()).isEqualTo(table(8));
    assertThat(heard).isEmpty();
    assertThat(feed.current()).isEqualTo(table(8));
  }

  @Test
  void aDamagedFileIsLeftAsideForAControllersTable() throws Exception {
    Files.writeString(stateDir.resolve("routing-table.json"), "{\"version\":\"12");
    FakeController own = new FakeController(vertx, table(1));

    RoutingTableFeed feed = start(own.address());

    assertThat(next()).isEqualTo(table(1));
    assertThat(feed.current()).isEqualTo(table(1));
  }

  @Test
  void withoutAnyTableItIsNotReady() throws Exception {
    RoutingTableFeed feed = start(DEAD);

    awaitPolls("failed", 2);

    assertThat(feed.current()).isEqualTo(RoutingTable.NONE);
    assertThat(feed.readiness().ready()).isFalse();
  }

  private RoutingTableFeed start(URI... controllers) throws Exception {
    RoutingTableFeed feed = new RoutingTableFeed(vertx, List.of(controllers), stateDir, meters);
    feeds.add(feed);
    feed.onChange(heard::add);
    await(feed.start());
    return feed;
  }

  private RoutingTable next() throws InterruptedException {
    RoutingTable table = heard.poll(20, TimeUnit.SECONDS);
    if (table == null) {
      throw new AssertionError("no newer table within 20 s");
    }
    return table;
  }

  private void awaitPolls(String outcome, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (meters.counter("atoll_feed_polls_total", "outcome", outcome).count() < count) {
      assertThat(System.nanoTime())
          .withFailMessage("not %d polls '%s' within 20 s", count, outcome)
          .isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static RoutingTable table(long version) {
    return new RoutingTable(
        new HybridTimestamp(version),
        new TreeMap<>(),
        new TreeMap<>(Map.of("profiles", new Namespace("profiles", Kind.REGISTER, null))));
  }

  private static void await(Future<Void> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
