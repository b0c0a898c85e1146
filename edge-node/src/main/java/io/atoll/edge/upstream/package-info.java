/**
 * Asking customers' own servers. A <em>pool</em> is a set of <em>targets</em> that serve the same
 * thing; {@link io.atoll.edge.upstream.Upstream} sends a request to one of them that works, and
 * tries another if that could not be reached. Start there. Each event loop has connections of its
 * own to each target ({@link io.atoll.edge.upstream.Connections}); what bounds them is shared
 * ({@link io.atoll.edge.upstream.Places}). On a {@link io.atoll.edge.upstream.Connection} one
 * {@link io.atoll.edge.upstream.Call} follows another. A {@link
 * io.atoll.edge.upstream.ResponseReader} reads the heads of the answers ({@link
 * io.atoll.edge.upstream.StatusLine}, {@link io.atoll.edge.upstream.FieldLines}), a {@link
 * io.atoll.edge.upstream.ResponseBodyReader} their bodies, whose <em>framing</em> says where they
 * end ({@link io.atoll.edge.upstream.ContentLength}, {@link io.atoll.edge.upstream.ChunkSize}). A
 * {@link io.atoll.edge.upstream.Handshake} is how one answers who asks for a WebSocket.
 */
@NullMarked
package io.atoll.edge.upstream;

import org.jspecify.annotations.NullMarked;
