package io.atoll.edge.invalidate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The paths of purges: {@code /v1/purges} to make one, {@code /v1/purges/ID} for what has become of
 * it in every region, {@code /v1/purges/ID/here} for what has in this one, which regions ask each
 * other.
 */
final class PurgePaths {
  static final String BASE = "/v1/purges";

  private static final String HERE = "/here";

  private PurgePaths() {}

  static boolean owns(String path) {
    return path.equals(BASE) || path.startsWith(BASE + "/");
  }

  static String of(String id) {
    return BASE + "/" + id;
  }

  static String here(String id, long waitMillis) {
    return of(id) + HERE + "?wait=" + waitMillis;
  }

  /** The id that a path names; null: none. */
  static @Nullable String id(String path) {
    if (path.length() <= BASE.length() + 1) {
      return null;
    }
    String rest = path.substring(BASE.length() + 1);
    String id = isHere(path) ? rest.substring(0, rest.length() - HERE.length()) : rest;
    return id.isEmpty() || id.indexOf('/') >= 0 ? null : id;
  }

  static boolean isHere(String path) {
    return path.endsWith(HERE);
  }

  /** The wait of a question from another region, within bounds. */
  static Duration wait(@Nullable String parameter) {
    try {
      return Duration.ofMillis(
          Math.clamp(
              parameter == null ? 0 : Long.parseLong(parameter), 0, PurgeWitness.ROUND_MILLIS_MAX));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }
}
