package io.atoll.edge.invalidate;

import io.atoll.edge.http.PageKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

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

  /**
   * Those that an answer is in.
   *
   * @param prefixes those there are
   */
  static List<Scope> of(PageKey key, Set<String> tags, List<Prefix> prefixes) {
    List<Scope> scopes = new ArrayList<>(2 + tags.size());
    scopes.add(new Host(key.host()));
    scopes.add(new Url(key.host(), key.target()));
    for (String tag : tags) {
      scopes.add(new Tag(key.host(), tag));
    }
    for (Prefix prefix : prefixes) {
      if (prefix.host().equals(key.host()) && key.target().startsWith(prefix.prefix())) {
        scopes.add(prefix);
      }
    }
    return scopes;
  }

  static List<Prefix> prefixes(Collection<Scope> scopes) {
    return scopes.stream().filter(Prefix.class::isInstance).map(Prefix.class::cast).toList();
  }
}
