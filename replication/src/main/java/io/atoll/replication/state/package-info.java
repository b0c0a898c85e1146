/**
 * The state topic: a compacted copy of the view per partition, what an emptied Redis is filled
 * from.
 *
 * <p>Only the partition's applier writes it, with a {@link io.atoll.replication.state.StateWriter}:
 * changed cells, then the {@link io.atoll.replication.state.Coverage} that says what they cover, in
 * one transaction. A {@link io.atoll.replication.state.StateReader} reads it back. Cells may be
 * newer than the coverage they are read with; replaying the logs from there mends that, because a
 * cell knows what was applied to it.
 */
@NullMarked
package io.atoll.replication.state;

import org.jspecify.annotations.NullMarked;
