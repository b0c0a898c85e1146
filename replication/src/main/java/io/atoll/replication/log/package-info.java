/**
 * Operations as they stand in a log, and cells and watermarks as they are stored.
 *
 * <p>{@link io.atoll.replication.log.RegionLog} is the port through which an edge makes a write
 * durable. The codecs write one version byte first; bytes of a version this build doesn't know are
 * refused with {@link io.atoll.replication.log.UnreadableException}, never skipped.
 */
@NullMarked
package io.atoll.replication.log;

import org.jspecify.annotations.NullMarked;
