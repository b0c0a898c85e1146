package io.atoll.core.operation;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all keys under one name; part of intent, so the same in every region.
 *
 * @param name 1 to {@value Key#NAMESPACE_LENGTH_MAX} of {@code a-z 0-9 -}, starting with a letter
 * @param kind what its values are
 * @param defaultTtl how long a write lives that names no time to live; null: for ever; at least one
 *     second
 */
public record Namespace(String name, Kind kind, @Nullable Duration defaultTtl) {
  private static final Pattern VALID_NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

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
  }

  public static boolean isName(String text) {
    return VALID_NAME.matcher(text).matches();
  }
}
