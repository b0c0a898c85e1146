package io.atoll.replication;

import static io.atoll.replication.Awaiting.until;
import static io.atoll.replication.TestRegions.appended;
import static io.atoll.replication.TestRegions.awaitEqual;
import static io.atoll.replication.TestRegions.key;
import static io.atoll.replication.TestRegions.leftBehind;
import static io.atoll.replication.TestRegions.merged;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.Membership;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three regions of real parts, of which one is expelled while it is away, and returns. */
class ExpelledRegionTest {
  private static final int KEYS = 20;

  private final TestRegions test = new TestRegions();

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void aRegionThatWasExpelledBeginsAnewBringsNothingBackAndKeepsWhatOnlyItHadInItsLedger(
      @TempDir Path dir) throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west", "ap-northeast");
    test.start(regions);
    TestRegion east = regions.get(0);
    TestRegion west = regions.get(1);
    TestRegion away = regions.get(2);
    List<TestRegion> others = List.of(east, west);
    writeAll(regions);
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

    // It is gone, and things are deleted meanwhile.
    east.awaitVisible(east.remove(key(2)));
    west.awaitVisible(west.remove(key(4)));
    assertThat(lives(east, away.id)).containsExactly(former);
    Membership without = without(List.of(away), former);
    east.follow(without);
    resume(east, away);
    resume(west, away);
    Watermark[] everything = merged(known, appended(others));
    awaitEqual(others, everything);

    // It returns by itself, and waits for the one that has not heard of it.
    pause(west, away);
    away.broker.start();
    until("the east closed it", () -> reason(east, away.id).contains("was expelled"));
    away.follow(without);
    away.startNotReady(others);
    until("it waits", () -> away.reason().contains("[eu-west] have not closed"));
    until("its edges know", () -> away.log.refusal().contains("sealed"));
    west.follow(without);
    resume(west, away);
    until("its edges go on in a new log", () -> !away.log.incarnation().equals(former));

    awaitEqual(regions, everything);
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
    awaitEqual(regions, merged(everything, appended(List.of(away))));
    assertThat(lives(west, away.id)).contains(former, away.log.incarnation());
    test.inEach(regions, TestRegion::close);
  }

  @Test
  void whatAnExpelledRegionAloneHadMirroredOfOneThatIsGoneIsInItsLedgerToo(@TempDir Path dir)
      throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west", "ap-northeast");
    test.start(regions);
    TestRegion east = regions.get(0);
    TestRegion gone = regions.get(1);
    TestRegion away = regions.get(2);
    writeAll(regions);
    Watermark[] everything = appended(regions);
    awaitEqual(regions, everything);
    IncarnationId former = away.log.incarnation();
    pause(east, gone);
    gone.put(key(1), "its last word");
    Watermark[] last = appended(regions);
    until("one has it", () -> away.watermarks().equals(List.of(last)));
    IncarnationId lost = gone.log.incarnation();
    gone.close();
    away.stop();

    Membership without = without(List.of(gone, away), lost, former);
    east.follow(without);
    resume(east, gone);
    until("the east closed it", () -> reason(east, away.id).contains("was expelled"));
    away.follow(without);
    away.startNotReady(List.of(east, gone));
    until("it has begun anew", () -> !away.log.incarnation().equals(former));

    awaitEqual(List.of(east, away), everything);
    assertThat(leftBehind(away)).containsExactly(key(1));
    assertThat(away.read(key(1)).orElseThrow()).startsWith("early");
    test.inEach(List.of(east, away), TestRegion::close);
  }

  @Test
  void aNewRegionDoesNotWaitForOneThatWasExpelled(@TempDir Path dir) throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west");
    TestRegion east = regions.get(0);
    TestRegion gone = regions.get(1);
    gone.broker.stop();
    east.startNotReady(List.of(gone));
    until("it waits", () -> east.reason().contains("no answer"));
    east.follow(new Membership(new TreeSet<>(List.of(gone.id)), new TreeSet<>()));
    until("it begins", east::isReady);
    gone.broker.start();
    test.inEach(regions, TestRegion::close);
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

  private void writeAll(List<TestRegion> regions) throws Exception {
    test.inEach(
        regions,
        region ->
            IntStream.range(0, KEYS)
                .forEach(number -> region.put(key(number), "early from " + region.id)));
  }

  private static Membership without(List<TestRegion> expelled, IncarnationId... ended) {
    SortedSet<RegionId> ids = new TreeSet<>();
    expelled.forEach(region -> ids.add(region.id));
    return new Membership(ids, new TreeSet<>(List.of(ended)));
  }
}
