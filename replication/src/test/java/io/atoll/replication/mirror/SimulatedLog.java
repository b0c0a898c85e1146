package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.util.ArrayList;
import java.util.List;

/** One partition of a source's log that can lose its tail, its head, and everything. */
final class SimulatedLog {
  static final RegionId REGION = RegionId.of("us-east");

  /**
   * A record.
   *
   * @param content unlike any other's
   */
  record Entry(long offset, int epoch, String content) {}

  private int life = 1;
  private int epoch = 1;
  private long start;
  private long written;
  private List<Entry> entries = new ArrayList<>();

  IncarnationId incarnation() {
    return new IncarnationId(REGION, "life-" + life);
  }

  long end() {
    return start + entries.size();
  }

  SourceExtent extent() {
    return new SourceExtent(incarnation(), start, end());
  }

  void append() {
    entries.add(new Entry(end(), epoch, "record-" + ++written));
  }

  /** Deletes by age. */
  void dropHead(int count) {
    int dropped = Math.min(count, entries.size());
    entries = new ArrayList<>(entries.subList(dropped, entries.size()));
    start += dropped;
  }

  /** Loses what was written last, as an unclean leader does; it goes on under a new epoch. */
  void cutTail(int count) {
    entries = new ArrayList<>(entries.subList(0, Math.max(0, entries.size() - count)));
    epoch++;
  }

  void makeAnew() {
    life++;
    epoch = 1;
    start = 0;
    entries = new ArrayList<>();
  }

  /** Records from an offset on. */
  List<Entry> from(long offset, int max) {
    return entries.stream().filter(entry -> entry.offset() >= offset).limit(max).toList();
  }

  /** Where the last epoch that is not after this one ends (KIP-320). */
  long endOf(int asked) {
    return entries.stream()
        .filter(entry -> entry.epoch() <= asked)
        .mapToLong(entry -> entry.offset() + 1)
        .max()
        .orElse(start);
  }
}
