/**
 * The change feed: {@code GET /v1/changes} as server-sent events (WHATWG HTML, section 9.2).
 *
 * <p>{@link io.atoll.edge.changes.ChangesHandler} admits a client and begins a {@link
 * io.atoll.edge.changes.Feed}, one virtual thread that reads the region's logs, asks the view for
 * the values and waits for its client. {@link io.atoll.edge.changes.AppliedView} knows how far the
 * region has come, {@link io.atoll.edge.changes.ChangeTokens} turns positions into the ids of
 * events and back.
 */
@NullMarked
package io.atoll.edge.changes;

import org.jspecify.annotations.NullMarked;
