/**
 * Structured field values (RFC 9651): a {@link io.atoll.edge.http.structured.Dictionary} or a list
 * of {@link io.atoll.edge.http.structured.Member}s, each of {@link
 * io.atoll.edge.http.structured.BareItem}s with parameters. Parsing is strict: a field with a fault
 * anywhere is no field.
 */
@NullMarked
package io.atoll.edge.http.structured;

import org.jspecify.annotations.NullMarked;
