package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content of which the highest {@link Rank} stands.
 *
 * @param winner where the operation stands that wrote it; null: none did
 * @param timestamp that operation's effective timestamp
 */
public record Register(Content content, @Nullable Position winner, HybridTimestamp timestamp)
    implements Merged {
  static final Register NONE = new Register(new Content.Tombstone(), null, HybridTimestamp.ZERO);

  @Override
  public Merge merge(Incoming incoming) {
    Content written =
        switch (incoming.mutation()) {
          case Mutation.PutRegister put ->
              new Content.Value(put.value(), put.contentType(), put.deadlineMillis());
          case Mutation.RemoveRegister() -> new Content.Tombstone();
          default -> throw Merged.mismatch(this, incoming.mutation());
        };
    Position before = winner;
    if (before == null) {
      return stands(written, incoming, List.of());
    }
    boolean concurrent = incoming.isConcurrentWith(before);
    if (new Rank(timestamp, before.incarnation()).outranks(incoming.rank())) {
      return new Merge(
          this,
          Outcome.SUPERSEDED,
          concurrent
              ? List.of(
                  new Loss(
                      incoming.mutation(), incoming.at(), incoming.effective(), before, timestamp))
              : List.of());
    }
    return stands(
        written,
        incoming,
        concurrent
            ? List.of(
                new Loss(
                    content.asMutation(), before, timestamp, incoming.at(), incoming.effective()))
            : List.of());
  }

  private Merge stands(Content written, Incoming incoming, List<Loss> losses) {
    // Judged at the operation's own time, not at the applier's, so that all appliers agree.
    boolean wasThere = isPresent(incoming.effective().millis());
    Outcome outcome =
        switch (written) {
          case Content.Value _ -> wasThere ? Outcome.REPLACED : Outcome.CREATED;
          case Content.Tombstone _ -> wasThere ? Outcome.REMOVED : Outcome.ABSENT;
        };
    return new Merge(new Register(written, incoming.at(), incoming.effective()), outcome, losses);
  }

  @Override
  public boolean isPresent(long millis) {
    return content instanceof Content.Value value && value.isAliveAt(millis);
  }

  @Override
  public boolean isListed() {
    return content instanceof Content.Value;
  }
}
