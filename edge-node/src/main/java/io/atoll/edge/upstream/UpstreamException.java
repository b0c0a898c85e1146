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
    BUSY
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

  public Kind kind() {
    return kind;
  }
}
