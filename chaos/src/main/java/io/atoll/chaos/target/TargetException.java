package io.atoll.chaos.target;

import java.io.IOException;

/** Says that a part of the platform could not be reached, or refused, and what to do about it. */
public final class TargetException extends IOException {
  private final boolean refused;

  TargetException(String message) {
    super(message);
    this.refused = false;
  }

  TargetException(String message, Throwable cause) {
    super(message, cause);
    this.refused = false;
  }

  private TargetException(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  /** An answer with an HTTP status that is no success. */
  static TargetException answered(int status, String message) {
    return new TargetException(message, status == 401 || status == 403);
  }

  /** Whether it was reached but would not take the token. */
  public boolean refused() {
    return refused;
  }
}
