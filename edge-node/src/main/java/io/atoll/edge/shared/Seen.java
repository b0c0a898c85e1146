package io.atoll.edge.shared;

/**
 * What an edge that misses an answer has seen of it that is not good enough.
 *
 * @param stored version of a stored one; empty: none
 * @param coming version of one that was coming; empty: none
 */
public record Seen(String stored, String coming) {
  public static final Seen NOTHING = new Seen("", "");

  public Seen withStored(String version) {
    return new Seen(version, coming);
  }

  /** Its lease may be taken: nobody is to wait for it. */
  public Seen withComing(String version) {
    return new Seen(stored, version);
  }
}
