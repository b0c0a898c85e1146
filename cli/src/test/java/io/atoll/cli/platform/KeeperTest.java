package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.platform.NodeStatus.State;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {
  private static final Duration MAX = Duration.ofSeconds(10);
  private static final NodeId NODE = new NodeId(RegionId.of("us-east"), "edge-1");

  /** Nothing listens there, so the process is never ready; these tests don't need it to be. */
  private static final Probe NEVER_READY = new Probe.HttpReady(new HostPort("127.0.0.1", 1));

  @TempDir Path dir;
  private final Holds holds = new Holds(System::currentTimeMillis, () -> "lease");
  private Optional<Keeper> started = Optional.empty();

  @AfterEach
  void stop() throws InterruptedException {
    if (started.isPresent()) {
      started.get().stop();
      started.get().awaitStopped(MAX);
    }
  }

  @Test
  void whatDiesIsStartedAgain() {
    Keeper keeper = keeper("sleep", "60");
    long first = awaitPid(keeper);
    assertThat(keeper.kill()).isTrue();
    Eventually.holds(
        () -> "another process, but " + keeper.status(),
        MAX,
        () -> keeper.status().pid() != null && pid(keeper) != first);
    assertThat(keeper.status().restarts()).isEqualTo(1);
  }

  @Test
  void whatIsHeldStaysDeadUntilTheHoldIsReleased() {
    Keeper keeper = keeper("sleep", "60");
    awaitPid(keeper);
    holds.hold(java.util.Set.of(NODE), Duration.ofMinutes(1));
    keeper.kill();
    Eventually.holds(
        () -> "held, but " + keeper.status(), MAX, () -> keeper.status().state() == State.HELD);
    assertThat(keeper.status().pid()).isNull();
    holds.release("lease");
    keeper.look();
    awaitPid(keeper);
  }

  @Test
  void whatIgnoresSigtermIsKilledWhenTimeIsUp() throws InterruptedException {
    Keeper keeper = keeper("sh", "-c", "trap '' TERM; echo trapped; while :; do sleep 0.1; done");
    long pid = awaitPid(keeper);
    Eventually.holds("the trap is set", MAX, () -> logged(keeper).contains("trapped"));
    keeper.stop();
    assertThat(keeper.awaitStopped(Duration.ofMillis(200))).isFalse();
    assertThat(ProcessIdentity.of(pid)).isEmpty();
    assertThat(keeper.status().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void everyProcessIsNotedByPidWhileItRuns() {
    Keeper keeper = keeper("sleep", "60");
    long pid = awaitPid(keeper);
    assertThat(new PidFiles(dir).alive(NODE.toString()))
        .hasValueSatisfying(identity -> assertThat(identity.pid()).isEqualTo(pid));
  }

  private Keeper keeper(String... command) {
    NodeSpec spec =
        new NodeSpec(NODE, Role.EDGE, List.of(command), Map.of(), dir, NEVER_READY, List.of());
    Keeper keeper = new Keeper(spec, holds, new PidFiles(dir));
    started = Optional.of(keeper);
    keeper.start();
    return keeper;
  }

  private static long awaitPid(Keeper keeper) {
    Eventually.holds(
        () -> "a process, but " + keeper.status(), MAX, () -> keeper.status().pid() != null);
    return pid(keeper);
  }

  private static long pid(Keeper keeper) {
    Long pid = keeper.status().pid();
    return pid == null ? -1 : pid;
  }

  private static List<String> logged(Keeper keeper) {
    return new LogFile(keeper.spec().log()).tail(10);
  }
}
