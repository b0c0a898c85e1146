/**
 * What a key is in the view, and how an operation changes it. Pure.
 *
 * <p>A {@link io.atoll.replication.cell.Cell} holds a {@link io.atoll.replication.cell.Merged}
 * value, one class for every way of merging, and what merging needs; {@link
 * io.atoll.replication.cell.Cell#apply} makes the next cell, says with an {@link
 * io.atoll.replication.cell.Outcome} what the operation came to, and with {@link
 * io.atoll.replication.cell.Loss}es which concurrent writes lost. A register, a counter and a
 * document are one cell each; a set and a leaderboard are a cell per member ({@link
 * io.atoll.replication.cell.CellName}), so that a large one costs no more to change than a small
 * one.
 */
@NullMarked
package io.atoll.replication.cell;

import org.jspecify.annotations.NullMarked;
