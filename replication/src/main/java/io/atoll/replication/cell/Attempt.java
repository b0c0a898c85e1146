package io.atoll.replication.cell;

import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The value of a cell that notes what counted under an idempotency key: nothing, since the cell's
 * progress says it all. Each origin has attempts, and so cells, of its own: a repeat in another
 * region counts again.
 */
public record Attempt() implements Merged {
  /**
   * How long after an attempt, by the operations' own stamps, the same key is a repeat of it: long
   * enough for any client's retries, short enough that the keys fit in memory.
   */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  static final Attempt NONE = new Attempt();

  /** Whether an operation repeats one of its origin that counted. */
  public static boolean isRepeat(@Nullable Cell attempts, Position at, Operation operation) {
    Progress counted = attempts == null ? null : attempts.origins().get(at.incarnation());
    return counted != null
        && counted.offset() < at.offset()
        && operation.timestamp().millis() - counted.timestamp().millis() <= WINDOW.toMillis();
  }

  /** The attempts with this one, which counted. */
  public static Cell noted(@Nullable Cell attempts, Position at, Operation operation) {
    SortedMap<IncarnationId, Progress> counted =
        attempts == null ? new TreeMap<>() : new TreeMap<>(attempts.origins());
    counted.put(at.incarnation(), new Progress(operation.timestamp(), at.offset()));
    HybridTimestamp latest =
        counted.values().stream()
            .map(Progress::timestamp)
            .reduce(HybridTimestamp.ZERO, HybridTimestamp::max);
    return new Cell(NONE, latest, counted, List.of());
  }

  @Override
  public Merge merge(Incoming incoming) {
    throw new IllegalStateException("expected attempts to be noted, but one was merged");
  }

  @Override
  public boolean isPresent(long millis) {
    return false;
  }

  @Override
  public boolean isListed() {
    return false;
  }
}
