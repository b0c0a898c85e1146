package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Operation;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.apply.LogEntry;
import io.atoll.replication.cell.Held;
import java.util.List;

/** An operation in a log, and what only the simulation knows of it. */
final class Entry {
  final LogEntry logged;
  final Subject subject;
  final Write write;
  final int origin;

  /** Per region up to where its log was applied in the writer's region when this was stamped. */
  final long[] seen;

  /** What of that the cell held for later, so that nobody could see its value. */
  final List<Held> hidden;

  /** The highest rank of what its session had seen of the subject, and whether that was its own. */
  final Past past;

  boolean durable;

  /** When every edge has let go of the cell; -1: it is not applied in its own region yet. */
  long visibleAtMillis = -1;

  /** Known once it is durable: until then a power loss may change what stands before it. */
  boolean counts;

  boolean repeats;

  /** How many removals, one after another, its writer had seen; a removal is one more. */
  long generation;

  HybridTimestamp effective = HybridTimestamp.ZERO;

  Entry(
      LogEntry logged,
      Subject subject,
      Write write,
      int origin,
      long[] seen,
      List<Held> hidden,
      Past past) {
    this.logged = logged;
    this.subject = subject;
    this.write = write;
    this.origin = origin;
    this.seen = seen;
    this.hidden = hidden;
    this.past = past;
  }

  /** What a session had seen of a subject, as far as it has a rank. */
  record Past(long packed, int origin, boolean own) {
    static final Past NONE = new Past(-1, -1, false);
  }

  long offset() {
    return logged.at().offset();
  }

  Operation operation() {
    return logged.operation();
  }

  /** Whether this one ranks above. */
  boolean outranks(long packed, int otherOrigin) {
    return effective.packed() != packed
        ? effective.packed() > packed
        : World.byName(origin, otherOrigin) > 0;
  }

  boolean outranks(Entry other) {
    return outranks(other.effective.packed(), other.origin);
  }

  @Override
  public String toString() {
    return "%s: %s %s at %s"
        .formatted(logged.at(), subject, operation().mutation(), operation().timestamp());
  }
}
