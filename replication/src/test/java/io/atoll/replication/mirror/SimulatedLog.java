package io.atoll.replication.mirror;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One partition of a source's log that can lose its tail, its head, and everything. */
final class SimulatedLog {
  static final RegionId REGION = RegionId.of("us-east");

  /**
   * A record.
   *
   * @param content unlike any other's
   */
  record Entry(long offset, int epoch, String content) {}

  private final Map<String, String> before = new HashMap<>();
  private int life = 1;
  private int epoch = 1;
  private long start;

  /** Where the tail was last lost. */
  private long lostAt = Long.MAX_VALUE;

  private long written;
  private List<Entry> entries = new ArrayList<>();

  /** Of the last record of this life, deleted or not; empty: there was none. */
  private String last = "";

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
    String content = "record-" + ++written;
    before.put(content, last);
    entries.add(new Entry(end(), epoch, content));
    last = content;
  }

  /** What stood before a record when it was written; empty: nothing. */
  String before(String content) {
    return before.getOrDefault(content, "of no log");
  }

  /** Whether this record was written before that one, in whatever became of the log then. */
  boolean isAtOrBefore(String content, String last) {
    for (String at = last; before.containsKey(at); at = before(at)) {
      if (at.equals(content)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this record is in the log, or was deleted from it by age. */
  boolean had(String content) {
    return isAtOrBefore(content, last);
  }

  /**
   * Deletes by age. Not what was written since the tail was lost: if that is deleted up to just
   * where a mirror ends, neither broker nor link can tell that the mirror holds other records.
   */
  void dropHead(int count) {
    int dropped = (int) Math.min(count, Math.min(entries.size(), Math.max(0, lostAt - start)));
    entries = new ArrayList<>(entries.subList(dropped, entries.size()));
    start += dropped;
  }

  /** Loses what was written last, as an unclean leader does; it goes on under a new epoch. */
  void cutTail(int count) {
    for (int i = 0; i < count && !entries.isEmpty(); i++) {
      last = before(entries.removeLast().content());
    }
    epoch++;
    lostAt = Math.min(lostAt, end());
  }

  /** Another leader, which has everything. */
  void changeLeader() {
    epoch++;
  }

  void makeAnew() {
    life++;
    epoch = 1;
    start = 0;
    lostAt = Long.MAX_VALUE;
    entries = new ArrayList<>();
    last = "";
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
