package io.atoll.chaos.drill;

import io.atoll.chaos.fault.Fault;
import io.atoll.chaos.fault.FaultSpan;
import io.atoll.chaos.history.HistoryWriter;
import io.atoll.chaos.history.Mark;
import io.atoll.chaos.target.TargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every fault of one drill: injects them, renews their leases while they are there, and takes them
 * back. Closing takes back whatever is left, from any thread and also in the middle of an
 * injection; from then on nothing is injected. Should even that fail, the leases run out by
 * themselves.
 */
final class Injections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Injections.class);

  /** A third of a lease: two renewals may fail before it runs out. */
  private static final Duration RENEWAL = Injector.LEASE.dividedBy(3);

  private static final Duration SEEN_POLL = Duration.ofMillis(50);
  private static final int UNDO_TRIES = 3;

  /** One fault from its injection on. */
  static final class Active {
    private final Fault fault;
    private final long injectedMicros;
    private @Nullable Injection injection;
    private OptionalLong seenMicros = OptionalLong.empty();

    private Active(Fault fault, long injectedMicros) {
      this.fault = fault;
      this.injectedMicros = injectedMicros;
    }
  }

  private final Injector injector;
  private final DrillClock clock;
  private final HistoryWriter history;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Active> active = new ArrayList<>();
  private final List<FaultSpan> spans = new ArrayList<>();
  private final Thread renewer;
  private boolean closed;

  Injections(Injector injector, DrillClock clock, HistoryWriter history) {
    this.injector = injector;
    this.clock = clock;
    this.history = history;
    this.renewer = Thread.ofVirtual().name("drill-renewer").start(this::renewUntilInterrupted);
  }

  /** Injects a fault and waits until it shows, at most for this long. */
  Active inject(Fault fault, Duration seenWithin) throws TargetException, InterruptedException {
    Active injected = new Active(fault, clock.micros());
    Injection injection;
    lock.lock();
    try {
      if (closed) {
        throw new InterruptedException("the drill is over");
      }
      history.append(new Mark(clock.micros(), "inject: " + fault));
      injection = injector.inject(fault);
      injected.injection = injection;
      active.add(injected);
    } finally {
      lock.unlock();
    }
    long deadline = injected.injectedMicros + DrillClock.micros(seenWithin);
    while (clock.micros() < deadline) {
      if (injection.seen()) {
        injected.seenMicros = OptionalLong.of(clock.micros());
        history.append(new Mark(clock.micros(), "in effect: " + fault));
        break;
      }
      Thread.sleep(SEEN_POLL);
    }
    return injected;
  }

  /** Takes one back; does nothing if that was done already. */
  void undo(Active injected) throws InterruptedException {
    lock.lock();
    try {
      if (!active.remove(injected)) {
        return;
      }
      long undone = clock.micros();
      history.append(new Mark(undone, "undo: " + injected.fault));
      spans.add(
          new FaultSpan(injected.fault, injected.injectedMicros, injected.seenMicros, undone));
      if (injected.injection != null) {
        undo(injected.injection);
      }
    } finally {
      lock.unlock();
    }
  }

  private static void undo(Injection injection) throws InterruptedException {
    TargetException last = null;
    for (int i = 0; i < UNDO_TRIES; i++) {
      try {
        injection.undo();
        return;
      } catch (TargetException e) {
        last = e;
      }
    }
    LOG.atWarn()
        .addKeyValue("fault", injection.fault())
        .addKeyValue("lease", Injector.LEASE)
        .setCause(last)
        .log("a fault could not be undone; its lease ends it");
  }

  private void renewUntilInterrupted() {
    try {
      while (true) {
        Thread.sleep(RENEWAL);
        renewAll();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void renewAll() throws InterruptedException {
    lock.lock();
    try {
      for (Active injected : active) {
        try {
          if (injected.injection != null) {
            injected.injection.renew();
          }
        } catch (TargetException e) {
          history.append(new Mark(clock.micros(), "not renewed: " + e.getMessage()));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The faults that are over, in the order of their undoing. */
  List<FaultSpan> spans() {
    lock.lock();
    try {
      return List.copyOf(spans);
    } finally {
      lock.unlock();
    }
  }

  /** Undoes everything. An interrupt neither hinders it nor gets lost. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    renewer.interrupt();
    lock.lock();
    try {
      closed = true;
      for (Active injected : List.copyOf(active)) {
        try {
          undo(injected);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
