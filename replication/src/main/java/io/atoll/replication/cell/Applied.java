package io.atoll.replication.cell;

import java.util.List;

/**
 * A cell after an operation, and what that operation came to.
 *
 * @param losses the concurrent writes that lost, this operation or earlier ones
 */
public record Applied(Cell cell, Outcome outcome, List<Loss> losses) {
  public Applied(Cell cell, Outcome outcome) {
    this(cell, outcome, List.of());
  }
}
