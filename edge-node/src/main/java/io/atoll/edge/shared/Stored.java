package io.atoll.edge.shared;

import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.vertx.core.buffer.Buffer;

/**
 * A stored answer as it is found.
 *
 * @param version names this very one
 * @param vary what of a request it depends on
 * @param lifetimeSeconds how old it may get before it is stale
 * @param ageMillis how old it is now
 */
public record Stored(
    String version,
    ResponseHead head,
    Vary vary,
    long lifetimeSeconds,
    long ageMillis,
    Asked asked,
    Body body) {

  /**
   * When its upstream was asked for it, or to confirm it.
   *
   * @param here whether this edge did
   * @param millis by the clock of the edge that did
   * @param standing how far that edge had come with the region's changes
   */
  public record Asked(boolean here, long millis, Standing standing) {}

  /** Its content. */
  public sealed interface Body {
    /** Of a body that is coming and doesn't say how long it will be. */
    long UNKNOWN = -1;

    /** In bytes. */
    long length();
  }

  /** All of it. */
  public record Whole(Buffer bytes) implements Body {
    @Override
    public long length() {
      return bytes.length();
    }
  }

  /** To be read piece by piece. */
  public record InPieces(long length, Pieces pieces) implements Body {}
}
