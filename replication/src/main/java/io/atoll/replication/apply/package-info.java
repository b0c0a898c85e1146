/**
 * Turns logs into the view: the one who changes it.
 *
 * <p>An {@link io.atoll.replication.apply.Applier} works on one partition, in sessions ({@link
 * io.atoll.replication.apply.ApplierSession}): it makes sure that Redis holds the partition, then
 * reads this region's log and every mirror (all appliers with one {@link
 * io.atoll.replication.apply.LogReader}), decides with a pure {@link
 * io.atoll.replication.apply.Step} what each batch changes, writes that with the new watermark in
 * one script, and tells edges by the {@link io.atoll.replication.apply.Announcer}. Exactly once, by
 * the watermark: what comes again is recognised, what is missing is never skipped.
 */
@NullMarked
package io.atoll.replication.apply;

import org.jspecify.annotations.NullMarked;
