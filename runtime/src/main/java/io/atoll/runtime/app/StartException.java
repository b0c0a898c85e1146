package io.atoll.runtime.app;

/** Says which service kept a process from starting, and why. */
public final class StartException extends RuntimeException {
  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
