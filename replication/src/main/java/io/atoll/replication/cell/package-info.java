/**
 * What a key is in the view, and how an operation changes it. Pure.
 *
 * <p>A {@link io.atoll.replication.cell.Cell} holds the winning {@link
 * io.atoll.replication.cell.Content} and what merging needs; {@link
 * io.atoll.replication.cell.Cell#apply} makes the next cell and says with an {@link
 * io.atoll.replication.cell.Outcome} what the operation came to.
 */
@NullMarked
package io.atoll.replication.cell;

import org.jspecify.annotations.NullMarked;
