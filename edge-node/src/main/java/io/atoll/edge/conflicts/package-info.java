/**
 * The region's conflict ledger for clients: {@code GET /v1/conflicts} shows which concurrent writes
 * lost, {@code POST /v1/conflicts/{id}/restore} writes one again.
 *
 * <p>{@link io.atoll.edge.conflicts.ConflictsHandler} takes the calls. A {@link
 * io.atoll.edge.conflicts.ConflictId} names a conflict to clients: it is this region's, since every
 * region keeps what it found out itself.
 */
@NullMarked
package io.atoll.edge.conflicts;

import org.jspecify.annotations.NullMarked;
