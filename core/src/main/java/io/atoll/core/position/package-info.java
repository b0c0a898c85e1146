/**
 * Where an operation stands, and how far a region has come.
 *
 * <p>An <em>incarnation</em> is one life of a region's log; a {@link
 * io.atoll.core.position.Position} (incarnation, partition, offset) is an operation's identity
 * everywhere, its dot; a {@link io.atoll.core.position.Watermark} says, for one partition, up to
 * which offset of every incarnation a region has applied everything: a causal context.
 */
@NullMarked
package io.atoll.core.position;

import org.jspecify.annotations.NullMarked;
