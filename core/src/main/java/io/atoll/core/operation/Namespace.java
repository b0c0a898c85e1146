package io.atoll.core.operation;

import io.atoll.core.region.Label;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all keys under one name; part of intent, so the same in every region.
 *
 * @param name 1 to {@value Key#NAMESPACE_LENGTH_MAX} of {@code a-z 0-9 -}, starting with a letter
 * @param kind what its values are
 * @param defaultTtl how long a write lives that names no time to live; null: for ever; at least one
 *     second, and only where the kind {@linkplain Kind#canExpire can expire}
 * @param durability of writes that name none
 * @param scorePolicy of a leaderboard, and only of one
 * @param valueBytesMax the largest value or document; null: what an edge is configured with
 * @param purgesPages whether a change of a key purges the stored HTTP answers that name it
 */
public record Namespace(
    String name,
    Kind kind,
    @Nullable Duration defaultTtl,
    Durability durability,
    @Nullable ScorePolicy scorePolicy,
    @Nullable Integer valueBytesMax,
    boolean purgesPages) {
  /** Keys under this name are purges of stored HTTP answers; intent gives it to nobody. */
  public static final String PURGES = "atoll-purges";

  public Namespace {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "namespace '%s' is not 1 to %d of a-z, 0-9 and '-', starting with a letter"
              .formatted(name, Key.NAMESPACE_LENGTH_MAX));
    }
    if (defaultTtl != null && defaultTtl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "default time to live %s of namespace '%s' is under 1 s".formatted(defaultTtl, name));
    }
    if (defaultTtl != null && !kind.canExpire()) {
      throw new IllegalArgumentException(
          "namespace '%s' has a default time to live, but a %s does not expire; leave it out"
              .formatted(name, kind));
    }
    if ((kind == Kind.LEADERBOARD) != (scorePolicy != null)) {
      throw new IllegalArgumentException(
          "namespace '%s' is a %s with score policy %s; a leaderboard has one, nothing else does"
              .formatted(name, kind, scorePolicy));
    }
    if (valueBytesMax != null && valueBytesMax < 1) {
      throw new IllegalArgumentException(
          "largest value %d of namespace '%s' is under 1 byte".formatted(valueBytesMax, name));
    }
  }

  /** One whose keys are named by no pages. */
  public Namespace(
      String name,
      Kind kind,
      @Nullable Duration defaultTtl,
      Durability durability,
      @Nullable ScorePolicy scorePolicy,
      @Nullable Integer valueBytesMax) {
    this(name, kind, defaultTtl, durability, scorePolicy, valueBytesMax, false);
  }

  /** One with durability {@link Durability#LOCAL} and no limits of its own. */
  public Namespace(String name, Kind kind, @Nullable Duration defaultTtl) {
    this(
        name,
        kind,
        defaultTtl,
        Durability.LOCAL,
        kind == Kind.LEADERBOARD ? ScorePolicy.LATEST : null,
        null);
  }

  public static boolean isName(String text) {
    return Label.is(text, Key.NAMESPACE_LENGTH_MAX);
  }
}
