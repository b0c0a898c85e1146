/**
 * The data API: keys over HTTP, such as registers at {@code /v1/kv/{namespace}/{name}}.
 *
 * <p>{@link io.atoll.edge.kv.KvHandler} takes a request through its phases in order: parse the path
 * ({@code DataPath}), check access, find the namespace, then read or write. Everything that goes
 * wrong is one of {@code KvProblems}, {@code SessionProblems} or {@code WriteProblems}. A write
 * says how it is to be done in its {@code WriteFields}, brings its value in one of the {@code
 * WriteBodies}, and comes out of {@code WriteCalls}. An {@code Exchange} is one request and its
 * answer, with the headers that every answer carries.
 */
@NullMarked
package io.atoll.edge.kv;

import org.jspecify.annotations.NullMarked;
