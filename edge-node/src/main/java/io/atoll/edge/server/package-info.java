/**
 * Listening for clients: sockets, limits, one request and its answer.
 *
 * <p>{@link io.atoll.edge.server.EdgeServer} listens on several event loops and hands every request
 * on as an {@link io.atoll.edge.server.Exchange}, which carries the headers of every answer. A
 * {@code Listener} has an address; {@code FirstBytes} tells HTTP/2 from HTTP/1.1; {@code
 * QuickHandler} and {@code QuickFrames} give {@link io.atoll.edge.server.QuickAnswers}, what is
 * ready, in one and the other. A {@code Connection} is ended when it is idle or too slow; a
 * <em>drain</em> takes no new ones and lets what is under way finish.
 */
@NullMarked
package io.atoll.edge.server;

import org.jspecify.annotations.NullMarked;
