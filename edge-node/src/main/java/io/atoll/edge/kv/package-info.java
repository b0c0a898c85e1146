/**
 * The data API: registers over HTTP at {@code /v1/kv/{namespace}/{name}}.
 *
 * <p>{@link io.atoll.edge.kv.KvHandler} takes a request through its phases in order: parse the path
 * ({@code KvPath}), check access, find the namespace, then read or write. Everything that goes
 * wrong is one of {@code KvProblems}. An {@code Exchange} is one request and its answer, with the
 * headers that every answer carries.
 */
@NullMarked
package io.atoll.edge.kv;

import org.jspecify.annotations.NullMarked;
