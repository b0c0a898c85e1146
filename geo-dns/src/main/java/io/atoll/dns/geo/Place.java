package io.atoll.dns.geo;

import io.atoll.core.region.Coordinates;
import org.jspecify.annotations.Nullable;

/**
 * The spot on the globe that a client's network stands for.
 *
 * @param network the widest network known to be answered alike, which is the scope of an answer
 * @param source who says so
 * @param name for people: the country's code, or the override
 * @param coordinates where it is; absent if nobody knows
 */
public record Place(
    Network network, Source source, String name, @Nullable Coordinates coordinates) {
  /** Who knows a place. */
  public enum Source {
    /** The operator's configuration, which always wins. */
    OVERRIDE,
    DATABASE,
    /** Nobody. */
    UNKNOWN
  }
}
