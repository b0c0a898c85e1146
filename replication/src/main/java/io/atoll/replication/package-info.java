/**
 * How a write reaches every region.
 *
 * <p>A region's <em>log</em> ({@link io.atoll.replication.log}) holds the operations it accepted;
 * every other region keeps a <em>mirror</em> of it; one <em>applier</em> per partition turns log
 * and mirrors into <em>cells</em> ({@link io.atoll.replication.cell}); the cells in Redis are the
 * <em>view</em> ({@link io.atoll.replication.view}) that edges read. Nothing but the applier ever
 * changes the view. Start with {@link io.atoll.replication.cell.Cell}.
 */
@NullMarked
package io.atoll.replication;

import org.jspecify.annotations.NullMarked;
