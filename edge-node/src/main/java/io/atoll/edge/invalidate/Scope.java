package io.atoll.edge.invalidate;

/** Which stored answers of a host, by whatever scheme they were asked for. */
public sealed interface Scope {
  /** In lower case, as in {@link io.atoll.edge.http.PageKey}. */
  String host();

  /** All variants of one URI. */
  record Url(String host, String target) implements Scope {}

  /** Every URI whose path and query begin like this. */
  record Prefix(String host, String prefix) implements Scope {}

  /** Everything. */
  record Host(String host) implements Scope {}

  /** What carries a tag: a cache group, a surrogate key. */
  record Tag(String host, String tag) implements Scope {}
}
