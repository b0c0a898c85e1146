/**
 * Mirroring on Kafka: the thin shell around {@link io.atoll.replication.mirror}.
 *
 * <p>A {@link io.atoll.replication.mirror.kafka.MirrorLink} keeps one source region's log mirrored,
 * for as long as it is on, in <em>sessions</em>: a session takes over the mirror ({@link
 * io.atoll.replication.mirror.kafka.MirrorTarget}), asks the source what it holds, and then carries
 * batches until something fails; the next session finds out from the committed positions where to
 * go on. Nothing else is remembered from one session to the next.
 */
@NullMarked
package io.atoll.replication.mirror.kafka;

import org.jspecify.annotations.NullMarked;
