package io.atoll.testkit.simulation;

import io.atoll.testkit.random.RandomStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A deterministic world: virtual time, one queue of events, randomness of one seed, invariants that
 * are checked after every event, and the history of what happened. Time only passes from one event
 * to the next, so an hour costs what its events cost. Not safe for use by several threads, and
 * nothing in it may start one.
 *
 * <p>Whatever goes wrong ends in a {@link SimulationFailure} that names the seed.
 */
public final class Simulation {
  /** Events of one simulation at most: one that runs longer has a loop that feeds itself. */
  static final int EVENTS_MAX = 1_000_000;

  private record Invariant(String name, Supplier<Optional<String>> violation) {}

  private final RandomStreams randomness;
  private final EventQueue queue = new EventQueue();
  private final History history = new History();
  private final List<Invariant> invariants = new ArrayList<>();
  private long nowNanos;
  private int events;

  public Simulation(long seed) {
    randomness = new RandomStreams(seed);
  }

  public long seed() {
    return randomness.seed();
  }

  /** The random stream of this name, independent of all others. */
  public RandomGenerator random(String stream) {
    return randomness.stream(stream);
  }

  public History history() {
    return history;
  }

  /** True time since the world began. Processes don't know it; they have their clocks. */
  public Duration now() {
    return Duration.ofNanos(nowNanos);
  }

  long nowNanos() {
    return nowNanos;
  }

  /**
   * Lets something happen later.
   *
   * @param delay from now, zero or more; zero comes after what is already queued for this moment
   * @param what for the history; empty: not worth a line
   */
  public void after(Duration delay, String what, Runnable action) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay %s of '%s' is negative".formatted(delay, what));
    }
    queue.add(nowNanos + delay.toNanos(), what, action);
  }

  /** Notes something in the history. */
  public void note(String what) {
    history.add(nowNanos, what);
  }

  /**
   * Adds what must hold after every event from now on.
   *
   * @param violation says what is wrong, empty while nothing is
   */
  public void invariant(String name, Supplier<Optional<String>> violation) {
    invariants.add(new Invariant(name, violation));
  }

  /** Runs the next event. Returns false if there is none. */
  public boolean step() {
    EventQueue.Event event = queue.poll();
    if (event == null) {
      return false;
    }
    nowNanos = event.atNanos();
    if (!event.what().isEmpty()) {
      note(event.what());
    }
    if (++events > EVENTS_MAX) {
      throw failure("more than %d events; the last: %s".formatted(EVENTS_MAX, event.what()), null);
    }
    try {
      event.action().run();
    } catch (RuntimeException | AssertionError e) {
      throw failure("'%s' threw %s".formatted(event.what(), e), e);
    }
    checkInvariants();
    return true;
  }

  /** Runs everything due within this time, then lets the rest of it pass. */
  public void runFor(Duration time) {
    long endNanos = nowNanos + time.toNanos();
    while (due(endNanos)) {
      step();
    }
    nowNanos = endNanos;
  }

  /**
   * Runs until the condition holds.
   *
   * @param goal what is waited for, for the failure
   * @throws SimulationFailure if it doesn't within this time
   */
  public void runUntil(String goal, Duration atMost, BooleanSupplier condition) {
    long endNanos = nowNanos + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (!due(endNanos)) {
        throw failure("not reached within %s: %s".formatted(atMost, goal), null);
      }
      step();
    }
  }

  /** Ends the run: something that the test itself looked at is wrong. */
  public SimulationFailure fail(String problem) {
    return failure(problem, null);
  }

  private boolean due(long endNanos) {
    EventQueue.Event next = queue.peek();
    return next != null && next.atNanos() <= endNanos;
  }

  private void checkInvariants() {
    for (Invariant invariant : invariants) {
      Optional<String> violation = invariant.violation().get();
      if (violation.isPresent()) {
        throw failure(
            "invariant '%s' is broken: %s".formatted(invariant.name(), violation.get()), null);
      }
    }
  }

  private SimulationFailure failure(String problem, @Nullable Throwable cause) {
    return new SimulationFailure(
        seed(),
        "after %d events: %s".formatted(events, problem),
        history.last(SimulationFailure.LAST_EVENTS),
        cause);
  }
}
