/**
 * What a shared HTTP cache and gateway decides, as functions of parsed fields and time. No sockets,
 * no clock, no store: what is here can be tried with any input at any time.
 *
 * <p>Nouns, in the order in which a request meets them: {@link io.atoll.edge.http.PageKey} (what an
 * answer is found by), {@link io.atoll.edge.http.Vary} (which of its variants), {@link
 * io.atoll.edge.http.RequestDirectives} and {@link io.atoll.edge.http.Reuse} (may the stored answer
 * be used), {@link io.atoll.edge.http.Precondition} (does the client have it already), {@link
 * io.atoll.edge.http.ByteRanges} (which part of it), {@link io.atoll.edge.http.AcceptEncoding} (in
 * which coding); and for an answer of the upstream {@link io.atoll.edge.http.ResponsePolicy} (what
 * it says about caching), {@link io.atoll.edge.http.Storing} (may it be stored), {@link
 * io.atoll.edge.http.Freshness} (for how long), {@link io.atoll.edge.http.Revalidation} (is the
 * stored one still good). Start with Reuse and Storing.
 *
 * <p>Field names are in lower case everywhere.
 */
@NullMarked
package io.atoll.edge.http;

import org.jspecify.annotations.NullMarked;
