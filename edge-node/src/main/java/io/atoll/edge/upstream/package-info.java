/**
 * Asking customers' own servers. A <em>pool</em> is a set of <em>targets</em> that serve the same
 * thing; {@link io.atoll.edge.upstream.Upstream} sends a request to one of them that works, and
 * tries another if that could not be reached. Start there.
 */
@NullMarked
package io.atoll.edge.upstream;

import org.jspecify.annotations.NullMarked;
