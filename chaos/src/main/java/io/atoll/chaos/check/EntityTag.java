package io.atoll.chaos.check;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the position that an edge gives as a register's entity tag. */
final class EntityTag {
  private static final Pattern POSITION = Pattern.compile("\"(.+)/(\\d{1,9})/(\\d{1,18})\"");

  private EntityTag() {}

  /** Empty if the tag is missing or is not a position. */
  static Optional<Position> position(@Nullable String etag) {
    if (etag == null) {
      return Optional.empty();
    }
    Matcher matcher = POSITION.matcher(etag);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Position(
              IncarnationId.parse(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              Long.parseLong(matcher.group(3))));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
