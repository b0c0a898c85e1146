package io.atoll.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.cache.Standing;
import io.atoll.edge.encode.Compression;
import io.atoll.edge.encode.CompressionConfig;
import io.atoll.edge.encode.CompressionMetrics;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.Fetches.FetchKey;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.shared.Fill;
import io.atoll.edge.shared.RegionStore;
import io.atoll.edge.shared.Seen;
import io.atoll.edge.shared.Stored;
import io.atoll.edge.shared.Turn;
import io.atoll.edge.upstream.Outbound;
import io.atoll.edge.upstream.PoolConfig;
import io.atoll.edge.upstream.Upstream;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an edge does whose leases lapse when another one's answer is there. */
class RegionTurnsTest {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Stored ANSWER =
      new Stored(
          "version",
          new ResponseHead(200, FieldList.of("cache-control", "max-age=60")),
          Vary.NOTHING,
          60,
          0,
          new Stored.Asked(false, 0, new Standing("run")),
          new Stored.Whole(Buffer.buffer("hello")));

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private final Upstream upstream =
      new Upstream(
          vertx,
          new PoolConfig("shop", List.of(new HostPort("127.0.0.1", 1)), 1, WAIT, WAIT, WAIT),
          nanos::get);

  @AfterEach
  void stop() throws Exception {
    upstream.close().await(20, TimeUnit.SECONDS);
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  /** Another edge asks, for this long; then its answer is there. Each look takes so long. */
  private RegionStore store(Duration busy, Duration look) {
    return new RegionStore() {
      @Override
      public boolean isOff() {
        return false;
      }

      @Override
      public Future<Turn> enter(PageKey key, Fields request, Seen seen, boolean force) {
        boolean waits = nanos.getAndAdd(look.toNanos()) < busy.toNanos();
        return Future.succeededFuture(waits ? new Turn.Busy() : new Turn.Found(ANSWER));
      }

      @Override
      public Future<Optional<Stored>> look(PageKey key, Fields request) {
        throw new AssertionError("nobody only looks here");
      }

      @Override
      public Future<Void> drop(PageKey key) {
        throw new AssertionError("nothing is dropped here");
      }
    };
  }

  private RegionTurns.Next take(RegionStore store, BooleanSupplier current) throws Exception {
    RegionTurns turns =
        new RegionTurns(
            vertx,
            store,
            current,
            new Purges(() -> 0, meters),
            new Compression(vertx, CompressionConfig.DEFAULT, new CompressionMetrics(meters)),
            new MemoryBudget(1 << 20, () -> 0),
            () -> 0,
            nanos::get,
            WAIT,
            1 << 20);
    RouteConfig route =
        Config.parse(
            Path.of("/route.yaml"), "host: shop.test\nupstream: shop\n", RouteConfig::read);
    Job job =
        new Job(
            new Route(route, upstream, new RouteMetrics(meters, "shop")),
            new FetchKey(
                new PageKey("http", "shop.test", "/"), Vary.NOTHING.variant(FieldList.EMPTY)),
            FieldList.EMPTY,
            new Outbound("GET", "shop.test", "/", FieldList.EMPTY, null),
            null,
            null,
            false);
    return turns.take(job, false).await(20, TimeUnit.SECONDS);
  }

  @Test
  void whoHasWaitedForLongWaitsForItsLeasesToo() throws Exception {
    AtomicInteger looks = new AtomicInteger();

    RegionTurns.Next next =
        take(
            store(Duration.ofSeconds(40), Duration.ofSeconds(5)),
            () -> looks.incrementAndGet() > 2);

    assertThat(next)
        .isInstanceOfSatisfying(
            RegionTurns.Next.Have.class,
            have -> assertThat(have.fetched()).isInstanceOf(Fetched.Whole.class));
    assertThat(looks).hasValue(3);
  }

  @Test
  void leasesThatStayAwayAreNotWaitedForAllTheTime() throws Exception {
    RegionTurns.Next next = take(store(Duration.ZERO, Duration.ofSeconds(5)), () -> false);

    assertThat(next)
        .isInstanceOfSatisfying(
            RegionTurns.Next.Ask.class, ask -> assertThat(ask.fill()).isSameAs(Fill.NONE));
    assertThat(Duration.ofNanos(nanos.get())).isBetween(WAIT.dividedBy(3), WAIT.dividedBy(2));
  }
}
