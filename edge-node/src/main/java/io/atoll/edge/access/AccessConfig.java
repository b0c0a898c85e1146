package io.atoll.edge.access;

import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Where and how answers are logged.
 *
 * @param format of a line
 * @param file that lines are added to; empty: the standard output
 * @param linesMax that wait to be written; further ones are dropped and counted
 */
public record AccessConfig(Format format, Optional<Path> file, int linesMax) {
  private static final int LINES_DEFAULT = 10_000;

  /** How a line looks. */
  public enum Format {
    /** An object a line, its members as in {@link Answered}. */
    JSON,
    /** As Apache's and nginx's of that name. */
    COMBINED;

    private static Format parse(String text) {
      return switch (text) {
        case "json" -> JSON;
        case "combined" -> COMBINED;
        default ->
            throw new IllegalArgumentException(
                "'%s' is no format of access logs; there are json and combined"
                    .formatted(text.toLowerCase(Locale.ROOT)));
      };
    }
  }

  /** Reads {@code access-log:}. */
  public static AccessConfig read(ConfigNode node) {
    return new AccessConfig(
        node.parse("format", Format::parse, Format.JSON),
        node.optionalPath("file"),
        node.integer("lines-max", LINES_DEFAULT, 100, 1_000_000));
  }
}
