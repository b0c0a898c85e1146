package io.atoll.edge.invalidate;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.edge.invalidate.Scope.Host;
import io.atoll.edge.invalidate.Scope.Prefix;
import io.atoll.edge.invalidate.Scope.Tag;
import io.atoll.edge.invalidate.Scope.Url;
import java.util.Optional;

/**
 * A wish that stored answers be not used any more.
 *
 * @param hard they are gone; else they are stale
 */
public record Purge(Scope scope, boolean hard) {
  /**
   * Keys of this namespace carry purges. No user's namespace, so the data API can't write there.
   */
  public static final String NAMESPACE = Namespace.PURGES;

  /** The longest target, prefix or tag. */
  static final int REST_LENGTH_MAX = 2_000;

  public Purge {
    if (rest(scope).length() > REST_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a purge names %d characters, more than %d; purge a prefix or a tag instead"
              .formatted(rest(scope).length(), REST_LENGTH_MAX));
    }
  }

  /**
   * The key whose change is the purge: all of it is in its name, so nobody needs to read a value.
   */
  public Key key() {
    String kind =
        switch (scope) {
          case Url _ -> "url";
          case Prefix _ -> "prefix";
          case Host _ -> "host";
          case Tag _ -> "tag";
        };
    return new Key(
        NAMESPACE,
        String.join(" ", hard ? "hard" : "soft", kind, scope.host(), rest(scope)).strip());
  }

  private static String rest(Scope scope) {
    return switch (scope) {
      case Url url -> url.target();
      case Prefix prefix -> prefix.prefix();
      case Host _ -> "";
      case Tag tag -> tag.tag();
    };
  }

  /** What {@link #key} wrote; empty: the key is of something else. */
  public static Optional<Purge> of(Key key) {
    String[] parts = key.name().split(" ", 4);
    boolean known =
        key.namespace().equals(NAMESPACE)
            && parts.length >= 3
            && (parts[0].equals("hard") || parts[0].equals("soft"));
    if (!known) {
      return Optional.empty();
    }
    String rest = parts.length == 4 ? parts[3] : "";
    Optional<Scope> scope =
        switch (parts[1]) {
          case "url" -> Optional.of(new Url(parts[2], rest));
          case "prefix" -> Optional.of(new Prefix(parts[2], rest));
          case "host" -> Optional.of(new Host(parts[2]));
          case "tag" -> Optional.of(new Tag(parts[2], rest));
          default -> Optional.empty();
        };
    return scope.map(of -> new Purge(of, parts[0].equals("hard")));
  }
}
