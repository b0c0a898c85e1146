/**
 * DNS messages, and the sockets they come and go by.
 *
 * <p>{@link io.atoll.dns.wire.QueryReader} turns bytes into an {@link io.atoll.dns.wire.Incoming}:
 * a {@link io.atoll.dns.wire.Query} to answer, a message to reject, or one to ignore. A {@link
 * io.atoll.dns.wire.QueryHandler} answers with a {@link io.atoll.dns.wire.Reply}, which {@link
 * io.atoll.dns.wire.ReplyWriter} turns into bytes. {@link io.atoll.dns.wire.MessageHandler} is all
 * of that in one call; {@link io.atoll.dns.wire.Listener} owns the sockets.
 *
 * <p>Plain queries over UDP take a quicker way that allocates nothing: {@link
 * io.atoll.dns.wire.QuickQuery} reads them, a {@link io.atoll.dns.wire.QuickHandler} chooses a
 * {@link io.atoll.dns.wire.Prepared} reply, {@link io.atoll.dns.wire.QuickReplies} patches it.
 */
@NullMarked
package io.atoll.dns.wire;

import org.jspecify.annotations.NullMarked;
