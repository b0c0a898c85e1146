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
import io.atoll.replication.kafka.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three regions of real parts, of which one is destroyed and comes back with nothing. */
class LostRegionTest {
  private static final int KEYS = 30;

  private final TestRegions test = new TestRegions();

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void aRegionThatLostEverythingIsFilledByItsPeersWithWhatAnyOfThemHad(@TempDir Path dir)
      throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west", "ap-northeast");
    test.start(regions);
    TestRegion east = regions.get(0);
    TestRegion west = regions.get(1);
    TestRegion lost = regions.get(2);
    writeEverywhere(regions, "early");
    lost.remove(key(0));
    awaitEqual(regions, appended(regions));

    // What the lost region wrote last is in the east's mirror alone, and not applied there.
    west.stop();
    lost.awaitVisible(lost.put(key(1), "written last"));
    Watermark[] everything = appended(regions);
    until("the east has it", () -> east.watermarks().equals(List.of(everything)));
    IncarnationId former = lost.log.incarnation();
    east.stop();
    lost.close();

    // The logs alone can't make up for it: they forgot what everybody had applied.
    forget(east.broker.bootstrap(), everything);
    TestRegion anew = test.make(dir.resolve("anew"), "ap-northeast").getFirst();
    List<TestRegion> now = List.of(east, west, anew);
    test.start(now);
    awaitEqual(now, everything);
    assertThat(anew.log.incarnation()).isNotEqualTo(former);
    assertThat(now)
        .allSatisfy(region -> {
          assertThat(region.read(key(0))).isEmpty();
          assertThat(region.read(key(1))).contains("written last");
        });

    // It is a region like the others again, under its new incarnation.
    writeEverywhere(now, "late");
    awaitEqual(now, merged(everything, appended(now)));
    test.inEach(now, TestRegion::close);
  }

  @Test
  void aRegionThatIsReseededKeepsWhatOnlyItHadInItsLedgerAndNothingDeletedComesBack(
      @TempDir Path dir) throws Exception {
    List<TestRegion> regions = test.make(dir, "us-east", "eu-west", "ap-northeast");
    test.start(regions);
    TestRegion east = regions.get(0);
    TestRegion away = regions.get(2);
    List<TestRegion> others = List.of(east, regions.get(1));
    writeEverywhere(regions, "early");
    awaitEqual(regions, appended(regions));
    IncarnationId former = away.log.incarnation();

    // While nobody pulls from it: it brings back what the others delete, and writes something new.
    for (TestRegion other : others) {
      assertThat(other.put("/v1/replication/links/ap-northeast", "{\"paused\": true}"))
          .isEqualTo(200);
      until(other.id + " has paused", () -> other.isStopped(away.id));
    }
    east.awaitVisible(east.remove(key(2)));
    until("it has heard of that", () -> away.read(key(2)).isEmpty());
    away.awaitVisible(away.put(key(2), "brought back"));
    away.awaitVisible(away.put(key(3), "only here"));
    Watermark[] everything = appended(others);
    for (int partition = 0; partition < everything.length; partition++) {
      everything[partition] = everything[partition].merge(east.watermarks().get(partition));
    }
    assertThat(away.post("/v1/replication/reseed")).isEqualTo(200);
    away.stop();
    for (TestRegion other : others) {
      assertThat(other.put("/v1/replication/links/ap-northeast", "{\"paused\": false}"))
          .isEqualTo(200);
    }
    away.start(others);

    awaitEqual(regions, everything);
    assertThat(away.log.incarnation()).isNotEqualTo(former);
    assertThat(away.read(key(2))).isEmpty();
    assertThat(regions)
        .allSatisfy(region -> assertThat(region.read(key(3)).orElseThrow()).startsWith("early"));
    assertThat(leftBehind(away)).containsExactlyInAnyOrder(key(2), key(3));
    test.inEach(regions, TestRegion::close);
  }

  private void writeEverywhere(List<TestRegion> regions, String label) throws Exception {
    test.inEach(
        regions,
        region ->
            IntStream.range(0, KEYS)
                .forEach(key -> region.put(key(key), label + " from " + region.id)));
  }

  /** Deletes what a region's own log holds, as time does. */
  private static void forget(String bootstrap, Watermark[] everything) throws Exception {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int partition = 0; partition < everything.length; partition++) {
      all.put(new TopicPartition(Topics.LOG, partition), RecordsToDelete.beforeOffset(-1));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.deleteRecords(all).all().get();
    }
  }
}
