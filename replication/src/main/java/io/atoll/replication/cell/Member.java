package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A member of a set: there, if some origin's latest addition is not covered by what was removed
 * (observed-remove, add wins: Shapiro et al., "A comprehensive study of Convergent and Commutative
 * Replicated Data Types", 2011, section 3.3.5, with positions for tags).
 *
 * @param adds per origin the offset of its latest addition, as far as not removed
 * @param removed everything before it is removed, whether it has arrived or not
 */
public record Member(SortedMap<IncarnationId, Long> adds, Watermark removed) implements Merged {
  static final Member NONE = new Member(new TreeMap<>(), Watermark.ZERO);

  public Member(Map<IncarnationId, Long> adds, Watermark removed) {
    this(new TreeMap<>(adds), removed);
  }

  public Member {
    adds = Collections.unmodifiableSortedMap(new TreeMap<>(adds));
  }

  @Override
  public Merge merge(Incoming incoming) {
    boolean wasThere = isListed();
    SortedMap<IncarnationId, Long> now = new TreeMap<>(adds);
    long offset = incoming.at().offset();
    return switch (incoming.mutation()) {
      case Mutation.AddMember _ -> {
        if (offset < removed.next(incoming.origin())) {
          yield new Merge(this, Outcome.SUPERSEDED);
        }
        now.put(incoming.origin(), offset);
        yield new Merge(new Member(now, removed), wasThere ? Outcome.REPLACED : Outcome.CREATED);
      }
      case Mutation.RemoveMember _ -> {
        // Of its own origin it has seen everything before it.
        Watermark gone =
            removed.merge(incoming.operation().context()).advance(incoming.origin(), offset);
        now.entrySet().removeIf(add -> add.getValue() < gone.next(add.getKey()));
        yield new Merge(
            new Member(now, gone),
            wasThere && now.isEmpty()
                ? Outcome.REMOVED
                : now.isEmpty() ? Outcome.ABSENT : Outcome.SUPERSEDED);
      }
      default -> throw Merged.mismatch(this, incoming.mutation());
    };
  }

  @Override
  public boolean isPresent(long millis) {
    return isListed();
  }

  @Override
  public boolean isListed() {
    return !adds.isEmpty();
  }
}
