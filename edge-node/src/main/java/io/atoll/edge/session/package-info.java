/**
 * What a client has seen, carried by the client. Pure.
 *
 * <p>A {@link io.atoll.edge.session.Session} is the newest timestamp that a client read or wrote,
 * and per partition the watermark of what it saw: a region that has reached it shows the client
 * nothing older (Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", 1994). A
 * <em>token</em> is a session as text that only the regions can make: {@link
 * io.atoll.edge.session.SessionTokens}, by a {@link io.atoll.edge.session.Seal} whose {@link
 * io.atoll.edge.session.SessionKeys} all regions share. {@link io.atoll.edge.session.ClientSession}
 * is what a request says of it, and {@link io.atoll.edge.session.Sighting} what one cell adds to
 * the session of whoever reads it.
 */
@NullMarked
package io.atoll.edge.session;

import org.jspecify.annotations.NullMarked;
