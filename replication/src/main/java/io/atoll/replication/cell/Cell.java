package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a register's key is in the view: the content that won, and what merging needs.
 *
 * <p>The highest (effective timestamp, origin) wins. An operation's <em>effective</em> timestamp is
 * the one it carries, or the one after its origin's last effective timestamp on this cell if that
 * is later: so within one origin log order rules whatever the clocks of its edges, and since it
 * depends on nothing but that origin's log, every applier computes the same one. Appliers that have
 * seen the same operations, each origin's in log order, hold equal cells however the origins were
 * interleaved.
 *
 * @param winner where the winning operation stands; its text is the entity tag
 * @param timestamp the winner's effective timestamp, the highest ever seen on this cell
 * @param origins per origin how far its log has come here; names the winner's at least
 */
public record Cell(
    Content content,
    Position winner,
    HybridTimestamp timestamp,
    SortedMap<IncarnationId, Progress> origins) {
  public Cell(
      Content content,
      Position winner,
      HybridTimestamp timestamp,
      Map<IncarnationId, Progress> origins) {
    this(content, winner, timestamp, new TreeMap<>(origins));
  }

  public Cell {
    origins = Collections.unmodifiableSortedMap(new TreeMap<>(origins));
    if (!origins.containsKey(winner.incarnation())) {
      throw new IllegalArgumentException(
          "expected the winner's origin %s among %s"
              .formatted(winner.incarnation(), origins.keySet()));
    }
  }

  /**
   * Applies an operation. Operations of one origin must come in log order; one that comes again is
   * recognised by its offset and changes nothing.
   *
   * @param before null: the key has no cell yet
   */
  public static Applied apply(@Nullable Cell before, Position at, Operation operation) {
    Progress progress = before == null ? null : before.origins.get(at.incarnation());
    if (before != null && progress != null && at.offset() <= progress.offset()) {
      return new Applied(before, Outcome.DUPLICATE);
    }
    HybridTimestamp effective =
        progress == null
            ? operation.timestamp()
            : HybridTimestamp.max(operation.timestamp(), progress.timestamp().next());
    SortedMap<IncarnationId, Progress> origins =
        before == null ? new TreeMap<>() : new TreeMap<>(before.origins);
    origins.put(at.incarnation(), new Progress(effective, at.offset()));
    if (before != null && before.outranks(effective, at.incarnation())) {
      return new Applied(
          new Cell(before.content, before.winner, before.timestamp, origins), Outcome.SUPERSEDED);
    }
    // Judged at the operation's own time, not at the applier's, so that all appliers agree.
    boolean wasReadable = before != null && before.readable(effective.millis()).isPresent();
    return switch (operation.mutation()) {
      case Mutation.PutRegister put ->
          new Applied(
              new Cell(
                  new Content.Value(put.value(), put.contentType(), put.deadlineMillis()),
                  at,
                  effective,
                  origins),
              wasReadable ? Outcome.REPLACED : Outcome.CREATED);
      case Mutation.RemoveRegister() ->
          new Applied(
              new Cell(new Content.Tombstone(), at, effective, origins),
              wasReadable ? Outcome.REMOVED : Outcome.ABSENT);
    };
  }

  private boolean outranks(HybridTimestamp effective, IncarnationId origin) {
    int byTime = timestamp.compareTo(effective);
    return byTime != 0 ? byTime > 0 : winner.incarnation().compareTo(origin) > 0;
  }

  /**
   * What a reader sees at this wall time: the value, unless it was removed or its deadline passed.
   */
  public Optional<Content.Value> readable(long millis) {
    return switch (content) {
      case Content.Value value when value.isAliveAt(millis) -> Optional.of(value);
      case Content.Value _, Content.Tombstone _ -> Optional.empty();
    };
  }
}
