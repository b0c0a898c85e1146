/**
 * Purging stored answers in every region. A {@link io.atoll.edge.invalidate.Purge} says which
 * ({@link io.atoll.edge.invalidate.Scope}) and how: <em>hard</em>, they are gone, or <em>soft</em>,
 * they are stale. It is written like any value and so reaches every region's log and every edge,
 * which is told of the change of its key and notes it in {@link io.atoll.edge.invalidate.Purges}.
 * Nothing is looked for: an answer is held against what was purged when it is next found. A region
 * has <em>applied</em> a purge when all its edges have noted it ({@link
 * io.atoll.edge.invalidate.AppliedPurges}); what has become of one in every region is asked by its
 * id. Start with {@link io.atoll.edge.invalidate.PurgeHandler}.
 */
@NullMarked
package io.atoll.edge.invalidate;

import org.jspecify.annotations.NullMarked;
