package io.atoll.replication.cell;

/** A cell after an operation, and what that operation came to. */
public record Applied(Cell cell, Outcome outcome) {}
