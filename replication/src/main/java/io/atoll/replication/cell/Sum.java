package io.atoll.replication.cell;

import io.atoll.core.operation.Tally;
import io.atoll.core.position.IncarnationId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A number that origins add to and take away from what they have seen: exact, whatever the order in
 * which the origins' operations arrive.
 *
 * @param totals what each origin has added in all
 * @param resets how much of it was taken away; may be ahead of what has arrived
 */
public record Sum(SortedMap<IncarnationId, Tally> totals, SortedMap<IncarnationId, Tally> resets) {
  public static final Sum ZERO = new Sum(new TreeMap<>(), new TreeMap<>());

  public Sum {
    totals = Collections.unmodifiableSortedMap(new TreeMap<>(totals));
    resets = Collections.unmodifiableSortedMap(new TreeMap<>(resets));
  }

  Sum add(IncarnationId origin, long offset, long delta) {
    Tally before = totals.get(origin);
    SortedMap<IncarnationId, Tally> added = new TreeMap<>(totals);
    added.put(origin, new Tally(offset, (before == null ? 0 : before.total()) + delta));
    return new Sum(added, resets);
  }

  /**
   * Takes away what was observed of other origins, and everything that this origin added before.
   */
  Sum reset(IncarnationId origin, long offset, Map<IncarnationId, Tally> observed) {
    SortedMap<IncarnationId, Tally> taken = new TreeMap<>(resets);
    observed.forEach((other, seen) -> {
      if (!other.equals(origin)) {
        taken.merge(other, seen, Tally::later);
      }
    });
    Tally own = totals.get(origin);
    // Another origin may have seen, and taken away, later ones already.
    taken.merge(origin, new Tally(offset, own == null ? 0 : own.total()), Tally::later);
    return new Sum(totals, taken);
  }

  /** The number, in wrapping 64-bit arithmetic. */
  public long value() {
    long value = 0;
    for (Map.Entry<IncarnationId, Tally> total : totals.entrySet()) {
      value += left(total.getKey(), total.getValue());
    }
    return value;
  }

  /** What is left of an origin's total; nothing while a reset is ahead of what has arrived. */
  private long left(IncarnationId origin, Tally total) {
    Tally taken = resets.get(origin);
    if (taken == null) {
      return total.total();
    }
    return taken.offset() >= total.offset() ? 0 : total.total() - taken.total();
  }

  /** Whether anything was added that no reset took away. */
  public boolean isTouched() {
    for (Map.Entry<IncarnationId, Tally> total : totals.entrySet()) {
      Tally taken = resets.get(total.getKey());
      if (taken == null || taken.offset() < total.getValue().offset()) {
        return true;
      }
    }
    return false;
  }
}
