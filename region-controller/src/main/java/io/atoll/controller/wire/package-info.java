/**
 * How controllers write things down for each other: JSON, in logs, in gossip and in snapshots.
 *
 * <p>Every document has a format version {@code v}; one that is not known is refused with a message
 * that says so.
 */
@NullMarked
package io.atoll.controller.wire;

import org.jspecify.annotations.NullMarked;
