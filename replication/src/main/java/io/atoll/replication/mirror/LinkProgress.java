package io.atoll.replication.mirror;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a link tells of itself while it works. Written by the link's thread, read by any.
 *
 * <p>States: stopped (not started) -> waiting (reaching out) -> running (the source answered) ->
 * waiting (silence, or something failed) -> running ...; stopped by a pause and by a problem.
 */
public final class LinkProgress {
  private static final class Partition {
    long next;
    long end;
    long endNoted;
    long caughtUpAtNanos;
    String problem = "";
  }

  private final RegionId source;
  private final MonotonicClock clock;
  private final TreeMap<Integer, Partition> partitions = new TreeMap<>();
  private LinkState state = LinkState.STOPPED;
  private String reason = "not started";

  /** Whether an attempt to reach the source has failed since it was last heard. */
  private boolean unreachable;

  private boolean endsReached;

  public LinkProgress(RegionId source, MonotonicClock clock) {
    this.source = source;
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

  /** The source answers. Returns false if that was known. */
  public synchronized boolean running() {
    unreachable = false;
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
   * A session with the source begins. The ends of the very first are noted: reaching them is what
   * {@link #notedEndsReached} waits for.
   */
  public synchronized void opened(Map<Integer, MirrorPosition> positions, Map<Integer, Long> ends) {
    boolean first = partitions.isEmpty();
    positions.forEach((number, position) -> {
      Partition partition = partitions.computeIfAbsent(number, this::begin);
      partition.problem = "";
      long end = ends.getOrDefault(number, position.nextOffset());
      if (first) {
        partition.endNoted = end;
      }
      update(partition, position.nextOffset(), end);
    });
  }

  private Partition begin(int number) {
    Partition partition = new Partition();
    partition.caughtUpAtNanos = clock.nanos();
    return partition;
  }

  /** A partition is left as it is, while the others go on. */
  public synchronized void halted(int number, String problem) {
    partitions.computeIfAbsent(number, this::begin).problem = problem;
  }

  /** A partition stands at {@code next} and the source just said that it ends at {@code end}. */
  public synchronized void heard(int number, long next, long end) {
    Partition partition = partitions.get(number);
    if (partition != null) {
      update(partition, next, end);
    }
  }

  /** A commit moved the partition; the source was not asked. */
  public synchronized void committed(int number, long next) {
    Partition partition = partitions.get(number);
    if (partition != null) {
      partition.next = next;
      partition.end = Math.max(partition.end, next);
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

  public synchronized LinkStatus status() {
    List<LinkStatus.Partition> lags = new ArrayList<>();
    long now = clock.nanos();
    partitions.forEach((number, partition) -> {
      boolean caughtUp =
          state == LinkState.RUNNING
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
    return new LinkStatus(source, state, reason.isEmpty() ? halted() : reason, lags);
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
