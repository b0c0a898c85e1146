package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.mirror.Backoff;
import io.atoll.replication.mirror.ClosingRules;
import io.atoll.replication.mirror.LinkProgress;
import io.atoll.replication.mirror.LinkSettings;
import io.atoll.replication.mirror.LinkStatus;
import io.atoll.replication.mirror.Membership;
import io.atoll.replication.mirror.MirrorDecision.GapDetected;
import io.atoll.replication.mirror.MirrorDecision.NewIncarnation;
import io.atoll.replication.mirror.MirrorDecision.PartitionsDiffer;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import io.atoll.replication.mirror.SourceExtent;
import io.atoll.replication.mirror.Throttle;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one source region's log mirrored, on a thread of its own.
 *
 * <p>States, as in {@link io.atoll.replication.mirror.LinkState}: it works in sessions. A session
 * that fails is followed by another after a back-off, a longer one if another replicator took the
 * mirror over. Three things stop it: {@link #stop} (until {@link #start}), settings that pause it,
 * and a {@link io.atoll.replication.mirror.MirrorDecision.Problem} of all its partitions; a
 * partition with a problem is left by itself.
 *
 * <p>What the source can't give, since it is out of reach, has deleted it, or lives another life,
 * is taken from the mirrors of other regions ({@link PeerExchange}): at once, and, for as long as
 * it may be that they get more, again and again, less and less often. A link that has a problem, or
 * was paused and resumed, looks anew each time.
 *
 * <p>A life of the source's log that was ended is <em>closed</em> first, in the mirror itself: from
 * then on no replicator of this region takes anything of it from the source. What other members
 * have of it is taken still, so that all get what any had when it closed.
 */
public final class MirrorLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MirrorLink.class);

  /** How long a stop waits for what is under way before it interrupts it. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final MirrorLinkConfig config;
  private final Supplier<MirrorTarget> targets;
  private final MonotonicClock clock;
  private final Backoff backoff;
  private final Backoff looks;
  private final LinkProgress progress;
  private final MirrorMetrics metrics;
  private volatile boolean stopping;

  /** The source did not answer last time. Of the link's thread alone, as the next one. */
  private boolean sourceIsLost;

  /** By whom the last session went. Of the link's thread alone. */
  private Membership followed = Membership.ALL;

  /** When the peers' mirrors are to be looked at again, if there is a reason to. */
  private long lookAtNanos;

  private volatile LinkSettings settings = LinkSettings.DEFAULT;
  private volatile Membership members = Membership.ALL;
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
    looks = new Backoff(config.limits().lookFirst(), config.limits().lookLongest(), random);
    progress = new LinkProgress(config.source(), config.limits().silenceMax(), clock);
    metrics = new MirrorMetrics(meters, config, progress);
  }

  /** Begins, or begins again after a {@link #stop}; paused, if it was. */
  public synchronized void start() {
    if (thread != null) {
      throw new IllegalStateException("the link to %s runs".formatted(config.source()));
    }
    stopping = false;
    sourceIsLost = false;
    lookAtNanos = clock.nanos() + looks.next().toNanos();
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

  /** From now on the link goes by these members; a session ends after its commit to do so. */
  public synchronized void follow(Membership newest) {
    if (!newest.equals(members)) {
      members = newest;
      notifyAll();
    }
  }

  public LinkSettings settings() {
    return settings;
  }

  public RegionId source() {
    return config.source();
  }

  /** Whether it mirrors another region, and not the former lives of its own. */
  public boolean hasLog() {
    return config.hasLog();
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
      if (!config.hasLog()) {
        waitUnlessUnwanted(Duration.ofNanos(lookAtNanos - clock.nanos()));
      }
    } catch (ProblemException e) {
      halted(e);
    } catch (FencedException e) {
      waiting(String.valueOf(e.getMessage()), false);
      waitUnlessUnwanted(config.limits().yield());
    } catch (SourceUnreachableException e) {
      if (!sourceIsLost) {
        sourceIsLost = true;
        lookSoon();
      }
      retryLater(String.valueOf(e.getMessage()), true, startedAtNanos);
    } catch (ClosedException e) {
      waiting(String.valueOf(e.getMessage()), true);
      waitUnlessUnwanted(config.limits().retryLongest());
    } catch (RuntimeException e) {
      // Whatever was under way: the committed positions say how far it got.
      retryLater(
          "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()), false, startedAtNanos);
    }
  }

  private void session() {
    Membership going = members;
    if (!going.equals(followed)) {
      followed = going;
      lookSoon();
    }
    try (MirrorTarget target = targets.get()) {
      MirrorTarget.Opened opened = target.open();
      if (opened.partitions() != config.partitions()) {
        throw new ProblemException(
            new PartitionsDiffer(config.mirrorTopic(), config.partitions(), opened.partitions()));
      }
      if (!config.hasLog()) {
        formerLives(target, opened);
        return;
      }
      opened = close(target, opened, going);
      if (sourceIsLost && isLookDue()) {
        opened = exchange(target, opened, Collections.emptySortedMap());
      }
      try (SourceReader source = new SourceReader(config)) {
        SortedMap<Integer, SourceExtent> extents = source.extents();
        sourceIsLost = false;
        throwIfClosed(target, opened, extents);
        if (beginsAnew(opened, extents)) {
          // What others have of the former life, they got by now or never.
          lookSoon();
        }
        if (isLookDue() || hasGap(opened, extents)) {
          opened = exchange(target, opened, extents);
        }
        try (NewLeaders leaders = new NewLeaders(question(going))) {
          MirrorSession session =
              new MirrorSession(config, target, source, leaders, progress, metrics, clock);
          session.open(opened, extents);
          session.run(
              () -> isWanted() && members.equals(going) && !(session.wantsPeers() && isLookDue()),
              this::settings);
        }
      }
    }
  }

  /** Whom to ask about new leaders: those whose mirrors are good for anything. */
  private Optional<NewLeaders.Question> question(Membership going) {
    List<MirrorLinkConfig.Peer> peers =
        config.peers().stream().filter(peer -> going.counts(peer.region())).toList();
    return peers.isEmpty() ? Optional.empty() : Optional.of(new PeerMirrors(config, peers));
  }

  /**
   * Closes what was ended and is open still. Counts once it is committed: whoever writes the mirror
   * next reads it first.
   */
  private MirrorTarget.Opened close(
      MirrorTarget target, MirrorTarget.Opened opened, Membership going) {
    SortedSet<IncarnationId> closing = ClosingRules.due(going, config.source(), opened.positions());
    if (!closing.isEmpty()) {
      target.commit(MirrorBatch.closing(closing));
      log.atWarn()
          .addKeyValue("source", config.source())
          .log("closed the mirror of {}, which was expelled", closing);
    }
    MirrorTarget.Opened closed = opened.with(opened.positions().closing(closing));
    progress.closed(closed.positions().closed().size());
    return closed;
  }

  private void throwIfClosed(
      MirrorTarget target, MirrorTarget.Opened opened, SortedMap<Integer, SourceExtent> extents) {
    Optional<IncarnationId> closed =
        extents.values().stream()
            .map(SourceExtent::incarnation)
            .filter(opened.positions()::isClosed)
            .findFirst();
    if (closed.isPresent()) {
      if (isLookDue()) {
        exchange(target, opened, Collections.emptySortedMap());
      }
      throw new ClosedException(closed.get());
    }
  }

  /** Takes what other regions have of the lives in which this region's own log was before. */
  private void formerLives(MirrorTarget target, MirrorTarget.Opened opened) {
    SourceExtent all = new SourceExtent(ownLife(), 0, Long.MAX_VALUE);
    SortedMap<Integer, SourceExtent> log = new TreeMap<>();
    IntStream.range(0, config.partitions()).forEach(partition -> log.put(partition, all));
    exchange(target, opened, log);
  }

  /** The life that the log of the region with the mirror is in. */
  private IncarnationId ownLife() {
    try (TopicFacts facts =
        new TopicFacts(config.targetBootstrap(), config.limits().requestTimeout())) {
      return new IncarnationId(config.source(), facts.identity(Topics.LOG).id());
    }
  }

  /** Takes what other regions' mirrors have and the source can't give. */
  private MirrorTarget.Opened exchange(
      MirrorTarget target, MirrorTarget.Opened opened, SortedMap<Integer, SourceExtent> extents) {
    Pace pace = new Pace(new Throttle(clock), this::settings, this::isWanted);
    MirrorPositions after =
        new PeerExchange(config, target, opened, progress, metrics, pace)
            .run(extents, members::counts);
    if (!after.equals(opened.positions())) {
      looks.reset();
    }
    lookAtNanos = clock.nanos() + looks.next().toNanos();
    return opened.with(after);
  }

  /** Whether the source's log is in a life that this mirror has nothing of, after another. */
  private static boolean beginsAnew(
      MirrorTarget.Opened opened, SortedMap<Integer, SourceExtent> extents) {
    return extents.entrySet().stream()
        .anyMatch(extent -> {
          Map<IncarnationId, MirrorPosition> lives = opened.positions().lives(extent.getKey());
          return !lives.isEmpty() && !lives.containsKey(extent.getValue().incarnation());
        });
  }

  private static boolean hasGap(
      MirrorTarget.Opened opened, SortedMap<Integer, SourceExtent> extents) {
    return extents.entrySet().stream()
        .anyMatch(extent -> {
          SourceExtent held = extent.getValue();
          MirrorPosition at = opened.positions().of(extent.getKey(), held.incarnation());
          return held.startOffset() > (at == null ? 0 : at.nextOffset());
        });
  }

  private boolean isLookDue() {
    return clock.nanos() - lookAtNanos >= 0;
  }

  /** There is a new reason to look at the peers' mirrors. */
  private void lookSoon() {
    looks.reset();
    lookAtNanos = clock.nanos();
  }

  /** Nothing of the source can be mirrored as things are. */
  private void halted(ProblemException problem) throws InterruptedException {
    if (problem.problem() instanceof NewIncarnation) {
      log.atWarn().addKeyValue("source", config.source()).log("{}", problem.getMessage());
      waitUnlessUnwanted(backoff.next());
      return;
    }
    if (progress.stopped(String.valueOf(problem.getMessage()))) {
      log.atError()
          .addKeyValue("source", config.source())
          .log("mirror link stops: {}", problem.getMessage());
    }
    // Others can help with a gap, now or later; out of all else leads the source, at any moment.
    waitUnlessUnwanted(problem.problem() instanceof GapDetected ? looks.next() : backoff.next());
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
