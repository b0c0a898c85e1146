package io.atoll.edge.upstream;

/** No answer came from an upstream. */
public final class UpstreamException extends Exception {
  /** What went wrong, as far as somebody can act upon it. */
  public enum Kind {
    /** No target of the pool can be reached. */
    DOWN,
    /** A target was reached and ended the connection, or sent something that is not HTTP. */
    BROKEN,
    /** Nothing came in time. */
    TIMEOUT,
    /** As many requests as are allowed wait for a connection already. */
    BUSY,
    /** The client's: there is more of the request's body than may be. */
    BODY_TOO_LARGE,
    /** The client's: the request's body did not come in time. */
    BODY_TOO_SLOW,
    /** The client's: the request's body ended before it was complete. */
    BODY_BROKEN_OFF
  }

  private final Kind kind;

  public UpstreamException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public UpstreamException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Whether it is the client, not the upstream, who could do better. */
  public boolean isOfClient() {
    return switch (kind) {
      case DOWN, BROKEN, TIMEOUT, BUSY -> false;
      case BODY_TOO_LARGE, BODY_TOO_SLOW, BODY_BROKEN_OFF -> true;
    };
  }

  public Kind kind() {
    return kind;
  }
}
