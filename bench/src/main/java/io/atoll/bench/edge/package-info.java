/**
 * Cached answers from an edge and from the caches its users know. {@link
 * io.atoll.bench.edge.EdgeBench} runs it; a {@link io.atoll.bench.edge.Contestant} is a cache in
 * processes of its own in front of one {@link io.atoll.bench.edge.Origin}; {@link
 * io.atoll.bench.edge.Load} puts load on it.
 */
@NullMarked
package io.atoll.bench.edge;

import org.jspecify.annotations.NullMarked;
