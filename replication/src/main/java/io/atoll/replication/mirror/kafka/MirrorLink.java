package io.atoll.replication.mirror.kafka;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.mirror.Backoff;
import io.atoll.replication.mirror.LinkProgress;
import io.atoll.replication.mirror.LinkSettings;
import io.atoll.replication.mirror.LinkStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one source region's log mirrored, on a thread of its own.
 *
 * <p>States, as in {@link io.atoll.replication.mirror.LinkState}: it works in sessions. A session
 * that fails is followed by another after a back-off, a longer one if another replicator took the
 * mirror over; a source that is silent is waited for. Three things stop it: {@link #stop} (until
 * {@link #start}), settings that pause it, and a {@link
 * io.atoll.replication.mirror.MirrorDecision.Problem} of all its partitions, which somebody must
 * look at; a partition with a problem is left by itself. A link that is paused and resumed looks
 * again.
 */
public final class MirrorLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MirrorLink.class);

  /** How long a stop waits for what is under way before it interrupts it. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final MirrorLinkConfig config;
  private final Supplier<MirrorTarget> targets;
  private final MonotonicClock clock;
  private final Backoff backoff;
  private final LinkProgress progress;
  private final MirrorMetrics metrics;
  private volatile boolean stopping;
  private volatile LinkSettings settings = LinkSettings.DEFAULT;
  private @Nullable Thread thread;

  /** A link that does nothing until {@link #start}. */
  public MirrorLink(
      MirrorLinkConfig config, MeterRegistry meters, MonotonicClock clock, RandomGenerator random) {
    this(config, meters, clock, random, () -> new KafkaMirror(config));
  }

  MirrorLink(
      MirrorLinkConfig config,
      MeterRegistry meters,
      MonotonicClock clock,
      RandomGenerator random,
      Supplier<MirrorTarget> targets) {
    this.config = config;
    this.targets = targets;
    this.clock = clock;
    backoff = new Backoff(config.limits().retryFirst(), config.limits().retryLongest(), random);
    progress = new LinkProgress(config.source(), clock);
    metrics = new MirrorMetrics(meters, config.source(), progress);
  }

  /** Begins, or begins again after a {@link #stop}; paused, if it was. */
  public synchronized void start() {
    if (thread != null) {
      throw new IllegalStateException("the link to %s runs".formatted(config.source()));
    }
    stopping = false;
    progress.starting();
    thread = Thread.ofVirtual().name("mirror-" + config.source()).start(this::work);
  }

  /** Ends; what was committed stays. Returns when the thread is gone, or won't go. */
  public void stop() {
    Thread working;
    synchronized (this) {
      stopping = true;
      notifyAll();
      working = thread;
      thread = null;
    }
    if (working == null) {
      return;
    }
    try {
      if (!working.join(GRACE)) {
        working.interrupt();
        if (!working.join(GRACE)) {
          log.atWarn()
              .addKeyValue("source", config.source())
              .log("mirror link does not stop; left behind");
        }
      }
    } catch (InterruptedException e) {
      working.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** From now on the link is as an operator wants it; a session ends after its commit to pause. */
  public synchronized void apply(LinkSettings wanted) {
    settings = wanted;
    notifyAll();
  }

  public LinkSettings settings() {
    return settings;
  }

  public RegionId source() {
    return config.source();
  }

  public LinkStatus status() {
    return progress.status();
  }

  /**
   * Whether the mirror has everything that the source had when it was first reached. A source that
   * can't be reached counts as caught up, for as long as it can't.
   */
  public boolean notedEndsReached() {
    return progress.notedEndsReached();
  }

  private void work() {
    try {
      while (proceed()) {
        trySession();
      }
      progress.stopped("stopped");
    } catch (ProblemException e) {
      progress.stopped(String.valueOf(e.getMessage()));
      log.atError()
          .addKeyValue("source", config.source())
          .log("mirror link stops: {}", e.getMessage());
    } catch (InterruptedException e) {
      progress.stopped("stopped");
    } catch (Error e) {
      progress.stopped("died: " + e);
      log.atError().addKeyValue("source", config.source()).setCause(e).log("mirror link died");
    }
  }

  /** Waits while paused. False: stop. */
  private synchronized boolean proceed() throws InterruptedException {
    while (settings.paused() && !stopping) {
      progress.stopped("paused");
      wait();
    }
    return !stopping;
  }

  private boolean isWanted() {
    return !stopping && !settings.paused();
  }

  private void trySession() throws InterruptedException {
    long startedAtNanos = clock.nanos();
    try {
      metrics.sessions.increment();
      session();
    } catch (ProblemException e) {
      throw e;
    } catch (FencedException e) {
      waiting(String.valueOf(e.getMessage()), false);
      waitUnlessUnwanted(config.limits().yield());
    } catch (SourceUnreachableException e) {
      retryLater(String.valueOf(e.getMessage()), true, startedAtNanos);
    } catch (RuntimeException e) {
      // Whatever was under way: the committed positions say how far it got.
      retryLater(
          "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()), false, startedAtNanos);
    }
  }

  private void session() {
    try (MirrorTarget target = targets.get();
        SourceReader source = new SourceReader(config)) {
      MirrorSession session = new MirrorSession(config, target, source, progress, metrics, clock);
      session.open();
      session.run(this::isWanted, this::settings);
    }
  }

  private void retryLater(String reason, boolean sourceUnreachable, long startedAtNanos)
      throws InterruptedException {
    waiting(reason, sourceUnreachable);
    if (clock.nanos() - startedAtNanos > config.limits().retryLongest().toNanos()) {
      backoff.reset();
    }
    waitUnlessUnwanted(backoff.next());
  }

  private void waiting(String reason, boolean sourceUnreachable) {
    if (isWanted() && progress.waiting(reason, sourceUnreachable)) {
      log.atWarn().addKeyValue("source", config.source()).log("mirror link waits: {}", reason);
    }
  }

  private synchronized void waitUnlessUnwanted(Duration delay) throws InterruptedException {
    long endNanos = clock.nanos() + delay.toNanos();
    for (long left = delay.toMillis();
        isWanted() && left > 0;
        left = Duration.ofNanos(endNanos - clock.nanos()).toMillis()) {
      wait(left);
    }
  }
}
