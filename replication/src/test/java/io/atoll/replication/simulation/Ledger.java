package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What clients asked for and were told: the measure of all that the regions do. */
final class Ledger {
  /**
   * A write as its client knows it.
   *
   * @param seen the writes to this key that the client had seen, its own included, before it wrote
   */
  record Entry(long id, Key key, Set<Long> seen) {}

  private final World world;
  private final Map<Long, Entry> entries = new HashMap<>();
  private final TreeMap<Long, Position> acknowledged = new TreeMap<>();
  private long last;

  Ledger(World world) {
    this.world = world;
  }

  long begin(Key key, Set<Long> seen) {
    long id = ++last;
    entries.put(id, new Entry(id, key, Set.copyOf(seen)));
    return id;
  }

  /** An edge tells its client that the write is durable. */
  void acknowledge(long id, Position position) {
    acknowledged.put(id, position);
  }

  Map<Long, Position> acknowledged() {
    return acknowledged;
  }

  Entry entry(long id) {
    return Objects.requireNonNull(entries.get(id));
  }

  /** Which write stands at this place of a log. */
  long writeAt(Position position) {
    return writeOf(
        world
            .region(position.incarnation().region())
            .disk()
            .log
            .get(position.partition())
            .get((int) position.offset())
            .operation()
            .traceParent());
  }

  static long writeOf(@Nullable String trace) {
    return Long.parseLong(Objects.requireNonNull(trace).substring(1));
  }

  /**
   * Everything that a write's client had seen, and what the writers of that had seen, and so on.
   */
  Set<Long> past(long id) {
    Set<Long> past = new HashSet<>();
    collect(id, past);
    return past;
  }

  private void collect(long id, Set<Long> past) {
    for (long seen : entry(id).seen()) {
      if (past.add(seen)) {
        collect(seen, past);
      }
    }
  }
}
