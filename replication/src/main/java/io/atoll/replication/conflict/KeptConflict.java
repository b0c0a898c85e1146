package io.atoll.replication.conflict;

/**
 * A conflict and where this region's ledger keeps it.
 *
 * @param partition of the ledger, and of the key
 * @param offset in the ledger
 */
public record KeptConflict(int partition, long offset, Conflict conflict) {}
