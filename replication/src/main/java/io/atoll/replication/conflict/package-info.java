/**
 * What was lost when writes were concurrent, kept so that it can be read and restored.
 *
 * <p>The applier finds {@link io.atoll.replication.conflict.Conflict}s and keeps them in the
 * region's <em>conflict ledger</em> ({@link io.atoll.replication.conflict.ConflictLedger}), a topic
 * bounded by time and size, before it changes the view: what the view lost is in the ledger, at
 * times twice. A {@link io.atoll.replication.conflict.LedgerReader} reads it from the newest
 * conflict back.
 */
@NullMarked
package io.atoll.replication.conflict;

import org.jspecify.annotations.NullMarked;
