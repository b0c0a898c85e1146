package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a link tells of itself while it works. Written by the link's thread, read by any.
 *
 * <p>States: stopped (not started) -> waiting (reaching out) -> running (the source answered) ->
 * waiting (silence, or something failed) -> running ...; stopped by a pause and by a problem.
 */
public final class LinkProgress {
  /**
   * A link's thread looks at the silence itself; it only shows here when that thread is held up.
   */
  private static final Duration SILENCE_GRACE = Duration.ofSeconds(1);

  private static final class Partition {
    @Nullable IncarnationId life;
    long next;
    long end;
    long endNoted;
    long caughtUpAtNanos;
    String problem = "";
  }

  private final RegionId source;
  private final Duration silenceMax;
  private final MonotonicClock clock;
  private final TreeMap<Integer, Partition> partitions = new TreeMap<>();
  private LinkState state = LinkState.STOPPED;
  private String reason = "not started";

  /** Whether an attempt to reach the source has failed since it was last heard. */
  private boolean unreachable;

  private boolean endsReached;

  private int closed;

  private boolean wasHeard;
  private long heardAtNanos;

  /**
   * Of a link that has done nothing yet.
   *
   * @param silenceMax after how long without an answer the source counts as unreachable
   */
  public LinkProgress(RegionId source, Duration silenceMax, MonotonicClock clock) {
    this.source = source;
    this.silenceMax = silenceMax;
    this.clock = clock;
  }

  /** The link is about to reach out for its source. */
  public synchronized void starting() {
    state = LinkState.WAITING;
    reason = "connecting";
    unreachable = false;
  }

  /** The link can't go on now, and will try again. Returns false if that was known. */
  public synchronized boolean waiting(String why, boolean sourceUnreachable) {
    unreachable = sourceUnreachable;
    return changed(LinkState.WAITING, why);
  }

  /** So many lives of the source are closed. */
  public synchronized void closed(int lives) {
    closed = lives;
  }

  /** How many lives of the source are closed, as far as the link has looked. */
  public synchronized int closedLives() {
    return closed;
  }

  /** The source answers. Returns false if that was known. */
  public synchronized boolean running() {
    unreachable = false;
    wasHeard = true;
    heardAtNanos = clock.nanos();
    return changed(LinkState.RUNNING, "");
  }

  /** The link won't go on by itself. Returns false if that was known. */
  public synchronized boolean stopped(String why) {
    unreachable = false;
    return changed(LinkState.STOPPED, why);
  }

  private boolean changed(LinkState to, String why) {
    boolean changed = state != to || !reason.equals(why);
    state = to;
    reason = why;
    return changed;
  }

  /**
   * A session with the source begins. The ends of the very first in a life of its log are noted:
   * reaching them is what {@link #notedEndsReached} waits for. A problem of that life stands until
   * the source is {@linkplain #heard heard}.
   */
  public synchronized void opened(Map<Integer, MirrorPosition> positions, Map<Integer, Long> ends) {
    positions.forEach((number, position) -> {
      Partition partition = partitions.computeIfAbsent(number, this::begin);
      long end = ends.getOrDefault(number, position.nextOffset());
      if (!position.incarnation().equals(partition.life)) {
        partition.life = position.incarnation();
        partition.endNoted = end;
        partition.problem = "";
      }
      update(partition, position.nextOffset(), end);
    });
  }

  private Partition begin(int number) {
    Partition partition = new Partition();
    partition.caughtUpAtNanos = clock.nanos();
    return partition;
  }

  /** A partition is left as it is, while the others go on. Returns false if that was known. */
  public synchronized boolean halted(int number, String problem) {
    Partition partition = partitions.computeIfAbsent(number, this::begin);
    boolean changed = !partition.problem.equals(problem);
    partition.problem = problem;
    return changed;
  }

  /**
   * A partition goes on: it stands at {@code next}, and the source just said that it ends at {@code
   * end}.
   */
  public synchronized void heard(int number, long next, long end) {
    Partition partition = partitions.get(number);
    if (partition != null) {
      partition.problem = "";
      update(partition, next, end);
    }
  }

  /**
   * A commit moved the partition; the source was not asked. What is mirrored of a former life of
   * its log does not show.
   */
  public synchronized void committed(int number, MirrorPosition at) {
    Partition partition = partitions.get(number);
    if (state == LinkState.RUNNING) {
      // A link that is held back, or busy, hears little of its source, but it runs.
      heardAtNanos = clock.nanos();
    }
    if (partition != null && at.incarnation().equals(partition.life)) {
      partition.next = at.nextOffset();
      partition.end = Math.max(partition.end, partition.next);
    }
  }

  private void update(Partition partition, long next, long end) {
    partition.next = next;
    partition.end = Math.max(end, next);
    if (partition.next >= partition.end) {
      partition.caughtUpAtNanos = clock.nanos();
    }
  }

  /**
   * Whether every partition has reached the source's end that was noted when the source was first
   * reached. A source that can't be reached counts as caught up for as long as that lasts; one that
   * was not tried yet, or that has a partition with a problem, doesn't.
   */
  public synchronized boolean notedEndsReached() {
    if (partitions.isEmpty()) {
      return unreachable;
    }
    endsReached =
        endsReached
            || partitions.values().stream()
                .allMatch(partition ->
                    partition.problem.isEmpty() && partition.next >= partition.endNoted);
    return endsReached || unreachable;
  }

  /** Of one partition; not a number: nothing is known of it yet. */
  public double lagRecords(int number) {
    return of(number).map(partition -> (double) partition.lagRecords()).orElse(Double.NaN);
  }

  /** Of one partition, as {@link LinkStatus.Partition}; not a number: nothing is known yet. */
  public double lagMillis(int number) {
    return of(number).map(partition -> (double) partition.lagMillis()).orElse(Double.NaN);
  }

  private Optional<LinkStatus.Partition> of(int number) {
    return status().partitions().stream()
        .filter(partition -> partition.partition() == number)
        .findFirst();
  }

  public synchronized LinkStatus status() {
    List<LinkStatus.Partition> lags = new ArrayList<>();
    long now = clock.nanos();
    LinkState shown = isHeldUp(now) ? LinkState.WAITING : state;
    partitions.forEach((number, partition) -> {
      boolean caughtUp =
          shown == LinkState.RUNNING
              && partition.problem.isEmpty()
              && partition.next >= partition.end;
      long behindNanos = caughtUp ? 0 : now - partition.caughtUpAtNanos;
      lags.add(
          new LinkStatus.Partition(
              number,
              partition.next,
              partition.end,
              Duration.ofNanos(behindNanos).toMillis(),
              partition.problem));
    });
    return new LinkStatus(
        source,
        shown,
        reason(shown),
        wasHeard ? Duration.ofNanos(now - heardAtNanos).toMillis() : null,
        lags);
  }

  /** What is not heard does not run, whatever keeps the link's thread from saying so. */
  private boolean isHeldUp(long nowNanos) {
    return state == LinkState.RUNNING
        && nowNanos - heardAtNanos > silenceMax.plus(SILENCE_GRACE).toNanos();
  }

  private String reason(LinkState shown) {
    if (shown != state) {
      return "nothing heard from %s, and the link is held up".formatted(source);
    }
    return reason.isEmpty() ? halted() : reason;
  }

  private String halted() {
    List<String> problems = new ArrayList<>();
    partitions.forEach((number, partition) -> {
      if (!partition.problem.isEmpty()) {
        problems.add("partition %d is halted: %s".formatted(number, partition.problem));
      }
    });
    return String.join("; ", problems);
  }
}
