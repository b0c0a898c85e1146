/**
 * DNS messages, and the sockets they come and go by.
 *
 * <p>{@link io.atoll.dns.wire.QueryReader} turns bytes into an {@link io.atoll.dns.wire.Incoming}:
 * a {@link io.atoll.dns.wire.Query} to answer, a message to reject, or one to ignore. A {@link
 * io.atoll.dns.wire.QueryHandler} answers with a {@link io.atoll.dns.wire.Reply}, which {@link
 * io.atoll.dns.wire.ReplyWriter} turns into bytes. {@link io.atoll.dns.wire.MessageHandler} is all
 * of that in one call; {@link io.atoll.dns.wire.Listener} owns the sockets.
 */
@NullMarked
package io.atoll.dns.wire;

import org.jspecify.annotations.NullMarked;
