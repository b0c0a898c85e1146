package io.atoll.chaos.drill;

import io.atoll.chaos.history.Action;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.HistoryWriter;
import io.atoll.chaos.target.EdgeAnswer;
import io.atoll.chaos.target.EdgeClient;
import io.atoll.chaos.target.ServiceName;
import io.atoll.chaos.target.TargetException;
import io.atoll.core.operation.Key;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One simulated user: a well-behaved client that resolves the service's name, connects to an
 * address of the answer, and on an error asks the next address or resolves again, after a growing,
 * bounded pause. Its own keys are written by it alone, one write of a key at a time.
 */
final class User {
  /** Requests of one user under way at once; more are shed, and counted. */
  private static final int IN_FLIGHT_MAX = 8;

  private static final int TRIES_MAX = 10;
  private static final Duration BACKOFF_FIRST = Duration.ofMillis(50);
  private static final Duration BACKOFF_MAX = Duration.ofMillis(500);

  /** One write in so many goes to a key that everybody writes. */
  private static final int CONTENDED_ONE_IN = 5;

  /** A key that at most one write of this user is under way for. */
  private record OwnKey(Key key, AtomicBoolean busy) {}

  private final int number;
  private final RegionId place;
  private final Load load;
  private final ServiceName service;
  private final EdgeClient edges;
  private final List<OwnKey> own;
  private final List<Key> contended;
  private final List<Key> all;
  private final Random random;
  private final DrillClock clock;
  private final HistoryWriter history;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
  private final AtomicLong values = new AtomicLong();
  private final AtomicLong shed = new AtomicLong();
  private final Steadiness steadiness;

  User(
      int number,
      RegionId place,
      Load load,
      DrillKeys keys,
      ServiceName service,
      EdgeClient edges,
      Random random,
      DrillClock clock,
      HistoryWriter history) {
    this.number = number;
    this.place = place;
    this.load = load;
    this.service = service;
    this.edges = edges;
    this.own = keys.own(number).stream().map(key -> new OwnKey(key, new AtomicBoolean())).toList();
    this.contended = keys.contended();
    this.all = keys.all();
    this.random = random;
    this.clock = clock;
    this.history = history;
    steadiness = new Steadiness(load.steadyLatency());
  }

  /** Begins a write on a thread of its own, unless too much is under way. */
  void beginWrite(BooleanSupplier over) {
    String value = "u" + number + "-" + values.incrementAndGet();
    if (!contended.isEmpty() && random.nextInt(CONTENDED_ONE_IN) == 0) {
      Key key = contended.get(random.nextInt(contended.size()));
      begin(() -> perform(Action.WRITE, key, value, over), () -> {});
      return;
    }
    OwnKey free = freeKey();
    if (free == null) {
      shed.incrementAndGet();
      return;
    }
    begin(() -> perform(Action.WRITE, free.key, value, over), () -> free.busy.set(false));
  }

  /** Begins a read of its own keys, or of anybody's. */
  void beginRead(BooleanSupplier over) {
    Key key =
        random.nextBoolean()
            ? own.get(random.nextInt(own.size())).key
            : all.get(random.nextInt(all.size()));
    begin(() -> perform(Action.READ, key, null, over), () -> {});
  }

  private @Nullable OwnKey freeKey() {
    int start = random.nextInt(own.size());
    for (int i = 0; i < own.size(); i++) {
      OwnKey key = own.get((start + i) % own.size());
      if (key.busy.compareAndSet(false, true)) {
        return key;
      }
    }
    return null;
  }

  /** Something to do that may be interrupted. */
  private interface Work {
    void run() throws InterruptedException;
  }

  private void begin(Work work, Runnable afterwards) {
    if (!inFlight.tryAcquire()) {
      shed.incrementAndGet();
      afterwards.run();
      return;
    }
    Thread.ofVirtual()
        .name("user-" + number)
        .start(() -> {
          try {
            work.run();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          } finally {
            inFlight.release();
            afterwards.run();
          }
        });
  }

  private void perform(Action action, Key key, @Nullable String value, BooleanSupplier over)
      throws InterruptedException {
    int offset = random.nextInt(Integer.MAX_VALUE - TRIES_MAX);
    for (int attempt = 1; attempt <= TRIES_MAX; attempt++) {
      EdgeAnswer answer = attempt(action, key, value, attempt, offset + attempt);
      if (!answer.worthRetrying() || over.getAsBoolean()) {
        return;
      }
      Thread.sleep(backoff(attempt));
    }
  }

  private EdgeAnswer attempt(Action action, Key key, @Nullable String value, int attempt, int pick)
      throws InterruptedException {
    long start = clock.micros();
    Steadiness.Attempt steady = steadiness.begin(start);
    String address = null;
    EdgeAnswer answer;
    try {
      List<String> addresses = service.addresses();
      address = addresses.get(pick % addresses.size());
      HostPort edge = new HostPort(address, load.port());
      answer =
          value == null ? edges.read(edge, key) : edges.put(edge, key, value, load.valueSize());
    } catch (TargetException e) {
      answer = EdgeAnswer.notSent("" + e.getMessage());
    }
    long end = clock.micros();
    history.append(
        new Attempt(
            start,
            end,
            number,
            place,
            action,
            attempt,
            key.toString(),
            value == null ? answer.value() : value,
            address,
            answer.region(),
            answer.status(),
            answer.etag(),
            answer.outcome(),
            answer.error()));
    if (answer.ok()) {
      steady.served(end);
    } else {
      steady.failed(end, String.valueOf(answer.error()));
    }
    return answer;
  }

  /** Doubles up to its bound; spread by half either way, so that users don't retry in step. */
  private Duration backoff(int attempt) {
    long millis = BACKOFF_FIRST.toMillis() << Math.min(attempt - 1, 10);
    double spread = 0.5 + random.nextDouble();
    return Duration.ofMillis((long) (Math.min(millis, BACKOFF_MAX.toMillis()) * spread));
  }

  /** Waits until nothing is under way. */
  boolean awaitIdle(Duration atMost) throws InterruptedException {
    if (!inFlight.tryAcquire(IN_FLIGHT_MAX, atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    inFlight.release(IN_FLIGHT_MAX);
    return true;
  }

  /** Why it was not served as it should be since then; empty: it was. */
  Optional<String> troubleSince(long micros) {
    return steadiness
        .troubleSince(micros, clock.micros())
        .map(what -> this + " is not served without errors, and soon: " + what);
  }

  /** What it wanted to begin but did not, because too much was under way. */
  long shed() {
    return shed.get();
  }

  @Override
  public String toString() {
    return "user " + number + " near " + place;
  }
}
