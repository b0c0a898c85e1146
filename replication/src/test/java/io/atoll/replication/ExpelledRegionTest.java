package io.atoll.replication;

import static io.atoll.replication.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.conflict.Conflict;
import io.atoll.replication.conflict.LedgerReader;
import io.atoll.replication.mirror.Membership;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three regions of real parts, of which one is expelled while it is away, and returns. */
class ExpelledRegionTest {
  private static final int KEYS = 20;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void aRegionThatWasExpelledBringsNothingBackAndWhatOnlyItHadIsInItsLedger(@TempDir Path dir)
      throws Exception {
    List<TestRegion> regions = made(dir, "us-east", "eu-west", "ap-northeast");
    inEach(regions, region -> region.start(othersThan(region, regions)));
    TestRegion east = regions.get(0);
    TestRegion west = regions.get(1);
    TestRegion away = regions.get(2);
    List<TestRegion> others = List.of(east, west);
    for (TestRegion region : regions) {
      IntStream.range(0, KEYS).forEach(key -> region.put(key(key), "early from " + region.id));
    }
    awaitEqual(regions, appended(regions));
    IncarnationId former = away.log.incarnation();

    // What it writes last, one of the others has, or none.
    pause(west, away);
    away.awaitVisible(away.put(key(1), "the east alone has it"));
    Watermark[] known = appended(regions);
    until("the east has it", () -> east.watermarks().equals(List.of(known)));
    pause(east, away);
    away.awaitVisible(away.put(key(2), "nobody has it"));
    away.awaitVisible(away.put(key(3), "nobody has it"));
    away.stop();
    away.broker.stop();

    // It is gone, and deleted things are gone meanwhile.
    east.awaitVisible(east.remove(key(2)));
    west.awaitVisible(west.remove(key(4)));
    assertThat(lives(east, away.id)).containsExactly(former);
    Membership without =
        new Membership(new TreeSet<>(List.of(away.id)), new TreeSet<>(List.of(former)));
    others.forEach(other -> other.follow(without));
    resume(west, away);
    resume(east, away);
    Watermark[] everything = merged(known, appended(others));
    awaitEqual(others, everything);

    away.broker.start();
    for (TestRegion other : others) {
      until(other.id + " has closed it", () -> reason(other, away.id).contains("was expelled"));
    }
    away.startNotReady(others);
    away.follow(without);
    until("it has begun anew", () -> away.post("/v1/replication/reseed") == 200);
    away.stop();
    away.start(others);
    away.follow(without);

    awaitEqual(regions, everything);
    assertThat(away.log.incarnation()).isNotEqualTo(former);
    assertThat(regions)
        .allSatisfy(region -> {
          assertThat(region.read(key(1))).contains("the east alone has it");
          assertThat(region.read(key(2))).isEmpty();
          assertThat(region.read(key(3)).orElseThrow()).startsWith("early");
          assertThat(region.read(key(4))).isEmpty();
        });
    assertThat(leftBehind(away)).containsExactlyInAnyOrder(key(2), key(3));

    // Its next life is mirrored like any other.
    away.awaitVisible(away.put(key(5), "anew"));
    Watermark[] more = merged(everything, appended(List.of(away)));
    awaitEqual(regions, more);
    assertThat(lives(west, away.id)).contains(former, away.log.incarnation());
    inEach(regions, TestRegion::close);
  }

  @Test
  void aNewRegionDoesNotWaitForOneThatWasExpelled(@TempDir Path dir) throws Exception {
    List<TestRegion> regions = made(dir, "us-east", "eu-west");
    TestRegion east = regions.get(0);
    TestRegion gone = regions.get(1);
    gone.broker.stop();
    east.startNotReady(List.of(gone));
    until(
        "it waits",
        () -> east.get("/v1/replication/status").getString("reason", "").contains("no answer"));
    east.follow(new Membership(new TreeSet<>(List.of(gone.id)), new TreeSet<>()));
    until("it begins", east::isReady);
    gone.broker.start();
    inEach(regions, TestRegion::close);
  }

  private static void pause(TestRegion target, TestRegion source) {
    assertThat(target.put("/v1/replication/links/" + source.id, "{\"paused\": true}"))
        .isEqualTo(200);
    until(target.id + " has paused", () -> target.isStopped(source.id));
  }

  private static void resume(TestRegion target, TestRegion source) {
    assertThat(target.put("/v1/replication/links/" + source.id, "{\"paused\": false}"))
        .isEqualTo(200);
  }

  private static SortedSet<IncarnationId> lives(TestRegion asked, RegionId of) {
    SortedSet<IncarnationId> lives = new TreeSet<>();
    asked
        .get("/v1/replication/lives/" + of)
        .getJsonArray("lives")
        .forEach(life -> lives.add(IncarnationId.parse(life.toString())));
    return lives;
  }

  private static String reason(TestRegion target, RegionId source) {
    return target.get("/v1/replication/status").getJsonArray("links").stream()
        .map(JsonObject.class::cast)
        .filter(link -> link.getString("source").equals(source.value()))
        .map(link -> link.getString("reason", ""))
        .findFirst()
        .orElse("");
  }

  private static List<Key> leftBehind(TestRegion region) throws Exception {
    try (LedgerReader ledger = new LedgerReader(region.broker.bootstrap(), TestRegion.PARTITIONS)) {
      return ledger
          .page(null, 0, KEYS, one -> one.reason() == Conflict.Reason.LEFT_BEHIND)
          .conflicts()
          .stream()
          .map(kept -> kept.conflict().key())
          .toList();
    }
  }

  private List<TestRegion> made(Path dir, String... names) throws Exception {
    List<Future<TestRegion>> making =
        Stream.of(names)
            .map(name -> threads.submit(() -> new TestRegion(RegionId.of(name), dir)))
            .toList();
    List<TestRegion> made = new ArrayList<>();
    for (Future<TestRegion> region : making) {
      made.add(region.get());
    }
    return made;
  }

  private static List<TestRegion> othersThan(TestRegion region, List<TestRegion> regions) {
    return regions.stream().filter(other -> other != region).toList();
  }

  private static Key key(int number) {
    return new Key("profiles", "key-" + number);
  }

  private static Watermark[] appended(List<TestRegion> regions) {
    return IntStream.range(0, TestRegion.PARTITIONS)
        .mapToObj(partition ->
            regions.stream()
                .map(region -> region.appended(partition))
                .reduce(Watermark.ZERO, Watermark::merge))
        .toArray(Watermark[]::new);
  }

  private static Watermark[] merged(Watermark[] one, Watermark[] other) {
    return IntStream.range(0, one.length)
        .mapToObj(partition -> one[partition].merge(other[partition]))
        .toArray(Watermark[]::new);
  }

  /** Every region is ready and has applied all of this, and then all hold the same cells. */
  private static void awaitEqual(List<TestRegion> regions, Watermark[] everything) {
    until(
        "every region has applied everything",
        () ->
            regions.stream()
                .allMatch(
                    region -> region.isReady() && region.watermarks().equals(List.of(everything))));
    Map<CellName, Cell> cells = regions.getFirst().cells();
    assertThat(regions).allSatisfy(region -> assertThat(region.cells()).isEqualTo(cells));
  }

  private void inEach(List<TestRegion> regions, Consumer<TestRegion> action) throws Exception {
    List<Future<?>> done = new ArrayList<>();
    for (TestRegion region : regions) {
      done.add(threads.submit(() -> action.accept(region)));
    }
    for (Future<?> one : done) {
      one.get();
    }
  }
}
