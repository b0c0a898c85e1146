package io.atoll.replication.view;

import org.jspecify.annotations.Nullable;

/** The view can't be used now: no Redis, or one that no applier has adopted. Try again later. */
public final class ViewUnavailableException extends RuntimeException {
  public ViewUnavailableException(String message) {
    super(message);
  }

  public ViewUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
