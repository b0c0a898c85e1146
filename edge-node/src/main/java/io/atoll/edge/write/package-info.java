/**
 * How an edge accepts a write: stamp, append to the region's log, wait until it is visible.
 *
 * <p>A {@link io.atoll.edge.write.Change} is what a client asks for; {@link
 * io.atoll.edge.write.Writer} turns it into an operation in the log and answers with a {@link
 * io.atoll.edge.write.WriteResult}. A write is <em>saved</em> when the log has it, and
 * <em>visible</em> when the region's applier has passed it and no edge serves anything older.
 * {@link io.atoll.edge.write.WaitingWrites} keeps those that are saved and not yet visible.
 */
@NullMarked
package io.atoll.edge.write;

import org.jspecify.annotations.NullMarked;
