package io.atoll.cli.platform;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ends all processes of a platform, whatever state it is in: the supervisor stops its nodes in
 * order; what is left afterwards, or was left by a supervisor that died, is ended by pid.
 */
final class Stopper {
  /** More than the supervisor gives its nodes in all. */
  private static final Duration SUPERVISOR_MAX = Duration.ofSeconds(50);

  private static final Duration LEFT_OVER_MAX = Duration.ofSeconds(10);
  private static final Duration KILLED_MAX = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final PidFiles pids;
  private final Terminal terminal;

  Stopper(PidFiles pids, Terminal terminal) {
    this.pids = pids;
    this.terminal = terminal;
  }

  /**
   * Returns when no process is left.
   *
   * @return how many had to be killed, rather than asked
   */
  int stop() throws InterruptedException {
    Optional<ProcessIdentity> supervisor = pids.alive(PidFiles.SUPERVISOR);
    if (supervisor.isPresent()) {
      signal(supervisor.get(), false);
      awaitEnd(Map.of(PidFiles.SUPERVISOR, supervisor.get()), SUPERVISOR_MAX);
      if (supervisor.get().isAlive()) {
        // First the one that would start others anew.
        signal(supervisor.get(), true);
        awaitEnd(Map.of(PidFiles.SUPERVISOR, supervisor.get()), KILLED_MAX);
      }
    }
    Map<String, ProcessIdentity> left = pids.alive();
    left.values().forEach(process -> signal(process, false));
    awaitEnd(left, LEFT_OVER_MAX);
    Map<String, ProcessIdentity> stubborn = pids.alive();
    stubborn.values().forEach(process -> signal(process, true));
    awaitEnd(stubborn, KILLED_MAX);
    pids.forgetAll();
    return stubborn.size();
  }

  private static void signal(ProcessIdentity process, boolean kill) {
    if (process.isAlive()) {
      ProcessHandle.of(process.pid())
          .ifPresent(handle -> {
            boolean sent = kill ? handle.destroyForcibly() : handle.destroy();
            if (!sent && process.isAlive()) {
              throw new IllegalStateException(
                  "pid %d can't be ended; is it another user's?".formatted(process.pid()));
            }
          });
    }
  }

  private void awaitEnd(Map<String, ProcessIdentity> processes, Duration max)
      throws InterruptedException {
    long deadline = System.nanoTime() + max.toNanos();
    while (System.nanoTime() < deadline
        && processes.values().stream().anyMatch(ProcessIdentity::isAlive)) {
      terminal.redraw(List.of("  " + terminal.faint(pids.alive().size() + " processes left")));
      Thread.sleep(LOOK);
    }
  }
}
