/**
 * Finding out whether regions are equal, cell by cell, from what their stores really hold. Pure.
 *
 * <p>Keys fall into <em>ranges</em> by their hash; a region gives a <em>digest</em> of every range,
 * and of every cell of a range that differs. Regions are never at the same point while writes come,
 * so one look proves little: {@link io.atoll.replication.verify.Comparison} says which differences
 * are real, and {@link io.atoll.replication.verify.Verification} looks until it can tell.
 */
@NullMarked
package io.atoll.replication.verify;

import org.jspecify.annotations.NullMarked;
