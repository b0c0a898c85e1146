package io.atoll.edge.http;

import io.atoll.core.operation.Key;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A tag by which an answer names a key of the data API that it was made from: {@code
 * kv:NAMESPACE/KEY}, encoded as in the key's path. A change of the key purges it.
 */
public final class KeyTag {
  private static final String PREFIX = "kv:";

  private KeyTag() {}

  /** Whether it is of this form, more or less. */
  static boolean is(String tag) {
    return tag.startsWith(PREFIX);
  }

  /** Whether any of these is of this form. */
  public static boolean any(Set<String> tags) {
    for (String tag : tags) {
      if (is(tag)) {
        return true;
      }
    }
    return false;
  }

  /** The key that a tag names; empty: none. */
  public static Optional<Key> key(String tag) {
    int slash = tag.indexOf('/');
    if (!is(tag) || slash < 0) {
      return Optional.empty();
    }
    try {
      // A plus is a plus in a path.
      String name =
          URLDecoder.decode(tag.substring(slash + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
      return Optional.of(new Key(tag.substring(PREFIX.length(), slash), name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
