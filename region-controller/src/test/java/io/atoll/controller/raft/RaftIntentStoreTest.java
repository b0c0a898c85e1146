package io.atoll.controller.raft;

import static io.atoll.controller.raft.RaftTrio.A;
import static io.atoll.controller.raft.RaftTrio.ALL;
import static io.atoll.controller.raft.RaftTrio.B;
import static io.atoll.controller.raft.RaftTrio.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.controller.fake.Eventually;
import io.atoll.controller.intent.Drain;
import io.atoll.controller.intent.IntentCommand;
import io.atoll.controller.intent.IntentCommand.DeclareNamespaces;
import io.atoll.controller.intent.IntentCommand.DrainRegion;
import io.atoll.controller.intent.IntentCommand.RestoreRegion;
import io.atoll.controller.intent.IntentOutcome;
import io.atoll.controller.intent.NoMajorityException;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import io.atoll.testkit.network.Link.Cut;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RaftIntentStoreTest {
  private static final Duration ONE_WAY = Duration.ofMillis(40);
  private static final Duration START_MAX = Duration.ofSeconds(15);

  @TempDir Path directory;

  @Test
  void killedLeaderIsReplacedWithinSecondsAndReturnsWithEverything() throws Exception {
    try (RaftTrio trio = trio(RaftIntentStore.LOG_BYTES_MAX)) {
      trio.startProcess(C);
      trio.awaitView(C, 1);
      RaftIntentStore a = trio.start(A);
      awaitLeader(a, START_MAX, C);
      RaftIntentStore b = trio.start(B);
      awaitLeader(b, START_MAX, C);
      propose(b, declare("before"));

      trio.kill(C);

      Duration taken =
          Eventually.within(
              Duration.ofSeconds(10),
              "a new leader exists",
              () ->
                  a.leader().isPresent()
                      && !a.leader().get().equals(C)
                      && a.leader().equals(b.leader()),
              () -> a.leader() + " " + b.leader());
      assertThat(taken).isLessThan(Duration.ofSeconds(5));
      propose(a, declare("while-it-was-dead"));

      trio.startProcess(C);
      trio.awaitView(C, 3);
      propose(b, declare("after"));
      // From here a majority needs the returned member, so nothing it had may have been lost.
      trio.stop(A);
      Eventually.within(
          START_MAX,
          "the returned member has accepted a change",
          () -> accepts(b, declare("last")),
          b::leader);
      assertThat(names(b)).containsExactly("after", "before", "last", "while-it-was-dead");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Cut.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void minorityRefusesInTimeKeepsReadingAndCatchesUp(Cut how) throws Exception {
    try (RaftTrio trio = trio(RaftIntentStore.LOG_BYTES_MAX)) {
      startAll(trio);
      propose(trio.store(A), declare("before"));
      awaitNames(trio, ALL, "before");
      RegionId cutOff = trio.store(A).leader().orElseThrow();
      List<RegionId> others = ALL.stream().filter(r -> !r.equals(cutOff)).toList();

      trio.wan.isolate(cutOff, how);

      long start = System.nanoTime();
      assertThatThrownBy(() -> propose(trio.store(cutOff), declare("in-the-minority")))
          .rootCause()
          .isInstanceOf(NoMajorityException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(names(trio.store(cutOff))).containsExactly("before");
      propose(trio.store(others.get(0)), declare("in-the-majority"));
      awaitNames(trio, others, "before", "in-the-majority");
      Eventually.within(
          Duration.ofSeconds(5),
          "the minority has no leader",
          () -> trio.store(cutOff).leader().isEmpty(),
          () -> trio.store(cutOff).leader());

      trio.wan.isolate(cutOff, Cut.NONE);

      Eventually.within(
          Duration.ofSeconds(15),
          "the minority has caught up and takes part",
          () -> accepts(trio.store(cutOff), declare("healed")),
          () -> names(trio.store(cutOff)));
      awaitSame(trio);
      assertThat(names(trio.store(cutOff))).contains("before", "in-the-majority", "healed");
    }
  }

  @Test
  void oneCutLinkStopsNobody() throws Exception {
    try (RaftTrio trio = trio(RaftIntentStore.LOG_BYTES_MAX)) {
      startAll(trio);
      trio.wan.cut(A, B, Cut.STALL);
      for (int i = 0; i < 5; i++) {
        int n = i;
        Eventually.within(
            Duration.ofSeconds(15),
            "changes are still accepted",
            () -> accepts(trio.store(C), declare("n" + n)),
            () -> trio.store(C).leader());
      }
      trio.wan.cut(A, B, Cut.NONE);
      Eventually.within(
          Duration.ofSeconds(20),
          "the members are together again",
          () ->
              accepts(trio.store(A), declare("healed"))
                  && accepts(trio.store(B), declare("healed")),
          () -> trio.views());
      awaitSame(trio);
    }
  }

  @Test
  void allRestartFromSnapshotAndLog() throws Exception {
    List<String> expected = IntStream.range(0, 30).mapToObj("n%02d"::formatted).toList();
    try (RaftTrio trio = trio(500)) {
      startAll(trio);
      for (String name : expected) {
        propose(trio.store(B), declare(name));
      }
      propose(trio.store(B), new DrainRegion(A, new Drain("maintenance", "test", 5), 30));
      awaitSame(trio);
      try (var files = Files.walk(directory.resolve(A.value()))) {
        assertThat(files.map(p -> p.getFileName().toString())).contains("state_snapshot.raft");
      }
    }
    try (RaftTrio trio = trio(500)) {
      RaftIntentStore alone = trio.start(A);
      Eventually.within(
          START_MAX,
          "intent is read from disk before anybody else is there",
          () -> names(alone).size() >= 29,
          alone::current);
      trio.start(B);
      trio.start(C);
      propose(trio.store(C), new RestoreRegion(B));
      awaitSame(trio);
      assertThat(names(trio.store(C))).isEqualTo(expected);
      assertThat(trio.store(C).current().drains().get(A))
          .isEqualTo(new Drain("maintenance", "test", 5));
    }
  }

  private RaftTrio trio(long logBytesMax) {
    return new RaftTrio(directory, ONE_WAY, logBytesMax);
  }

  private static void startAll(RaftTrio trio) {
    ALL.forEach(trio::start);
    for (RegionId region : ALL) {
      Eventually.within(
          START_MAX,
          "all are joined",
          () -> trio.store(region).leader().isPresent() && trio.store(region).view() == 3,
          () -> trio.views());
    }
  }

  private static void awaitLeader(RaftIntentStore store, Duration limit, RegionId leader) {
    Eventually.within(
        limit,
        leader + " leads",
        () -> store.leader().filter(leader::equals).isPresent(),
        store::leader);
  }

  private static void awaitNames(RaftTrio trio, List<RegionId> regions, String... expected) {
    for (RegionId region : regions) {
      Eventually.within(
          Duration.ofSeconds(5),
          region + " knows " + Arrays.toString(expected),
          () -> names(trio.store(region)).equals(List.of(expected)),
          () -> names(trio.store(region)));
    }
  }

  private static void awaitSame(RaftTrio trio) {
    Eventually.within(
        Duration.ofSeconds(10),
        "all have the same intent",
        () -> ALL.stream().map(r -> trio.store(r).current()).distinct().count() == 1,
        () -> ALL.stream().map(r -> trio.store(r).current()).toList());
  }

  private static List<String> names(RaftIntentStore store) {
    return List.copyOf(store.current().namespaces().keySet());
  }

  private static IntentCommand declare(String name) {
    return new DeclareNamespaces(List.of(new Namespace(name, Kind.REGISTER, null)));
  }

  private static boolean accepts(RaftIntentStore store, IntentCommand command) {
    try {
      propose(store, command);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  private static void propose(RaftIntentStore store, IntentCommand command) throws Exception {
    assertThat(store.propose(command).toCompletableFuture().get())
        .isInstanceOf(IntentOutcome.Accepted.class);
  }
}
