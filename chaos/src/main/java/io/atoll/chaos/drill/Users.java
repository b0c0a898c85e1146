package io.atoll.chaos.drill;

import io.atoll.chaos.history.HistoryWriter;
import io.atoll.chaos.target.EdgeClient;
import io.atoll.chaos.target.ServiceName;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.net.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * All simulated users of a drill. Their rates are open-loop: what is due is begun whether or not
 * what was begun before has ended, so that a slow platform is not met with less load.
 */
final class Users implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A stub resolver has little memory of its own; beyond this an operation is given up anyway. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Load load;
  private final DrillClock clock;
  private final List<User> users = new ArrayList<>();
  private final List<Thread> pacers = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param dns where users ask for the service's name
   * @param seed of what they choose by chance
   */
  Users(
      Load load,
      DrillKeys keys,
      HostPort dns,
      EdgeClient edges,
      MonotonicClock monotonic,
      DrillClock clock,
      HistoryWriter history,
      long seed) {
    this.load = load;
    this.clock = clock;
    for (Load.Group group : load.groups()) {
      for (int i = 0; i < group.users(); i++) {
        int number = users.size();
        users.add(
            new User(
                number,
                group.near(),
                load,
                keys,
                new ServiceName(dns, load.service(), group.subnet(), monotonic),
                edges,
                new Random(seed * 1_000_003 + number),
                clock,
                history));
      }
    }
  }

  void start() {
    int number = 0;
    for (User user : users) {
      // Spread over the first interval, so that users don't act in step.
      double phase = (double) number++ / users.size();
      pace(load.writesPerSecond(), phase, () -> user.beginWrite(() -> over));
      pace(load.readsPerSecond(), phase, () -> user.beginRead(() -> over));
    }
  }

  private void pace(int perSecond, double phase, Runnable begin) {
    long interval = DrillClock.micros(SECOND) / perSecond;
    long first = clock.micros() + (long) (phase * interval);
    pacers.add(
        Thread.ofVirtual()
            .name("drill-pacer")
            .start(() -> {
              try {
                for (long due = first; !over; due += interval) {
                  clock.sleepUntil(due);
                  begin.run();
                }
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  /** Which users were not served as they should be since then, and why. */
  List<String> troubleSince(long micros) {
    return users.stream().flatMap(user -> user.troubleSince(micros).stream()).toList();
  }

  /** What users wanted to begin but did not, because too much was under way. */
  long shed() {
    return users.stream().mapToLong(User::shed).sum();
  }

  /** Begins nothing more and waits for what is under way, not longer than it can take. */
  void stop() throws InterruptedException {
    close();
    long deadline = clock.micros() + DrillClock.micros(load.attemptTimeout().plus(GRACE));
    for (User user : users) {
      long left = Math.max(0, deadline - clock.micros());
      if (!user.awaitIdle(Duration.ofNanos(left * 1_000))) {
        throw new IllegalStateException(
            "expected %s to end its requests within their time of %s"
                .formatted(user, load.attemptTimeout()));
      }
    }
  }

  /** Begins nothing more. */
  @Override
  public void close() {
    over = true;
    pacers.forEach(Thread::interrupt);
  }
}
