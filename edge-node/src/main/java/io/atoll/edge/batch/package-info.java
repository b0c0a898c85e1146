/**
 * Batches: {@code POST /v1/batch} takes many calls of the data API in one request.
 *
 * <p>{@link io.atoll.edge.batch.BatchHandler} reads the request into {@code Operation}s and begins
 * a {@code BatchRun}, which gives each to the data API as a {@code BatchedExchange}: the same
 * phases answer it as if it had come alone.
 */
@NullMarked
package io.atoll.edge.batch;

import org.jspecify.annotations.NullMarked;
