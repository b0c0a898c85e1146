package io.atoll.edge.write;

import io.atoll.core.operation.Durability;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.session.ClientSession;
import io.atoll.replication.cell.Cell;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of a write beside the change.
 *
 * @param session of the client: the write comes after everything that it has seen
 * @param durability what must be so before the write is answered as done
 * @param precondition of the cell as it is now, without which nothing is written; null: none. The
 *     write then also counts only if no other write of this region comes between
 * @param idempotencyKey names the attempt; null: none
 * @param traceParent the W3C trace context it came with; null: none
 */
public record WriteTerms(
    ClientSession session,
    Durability durability,
    @Nullable Predicate<@Nullable Cell> precondition,
    @Nullable String idempotencyKey,
    @Nullable String traceParent) {
  /** Nothing asked. */
  public static final WriteTerms NONE =
      new WriteTerms(ClientSession.EVENTUAL, Durability.LOCAL, null, null, null);

  /** The newest timestamp that the client has seen. */
  HybridTimestamp after() {
    return session.newest();
  }
}
