package io.atoll.controller.intent;

/**
 * Intent can't be changed now, because this controller doesn't reach a majority. What was asked for
 * may still happen: it is unknown whether it did. Asking again is safe.
 */
public final class NoMajorityException extends Exception {
  private static final long serialVersionUID = 1;

  public NoMajorityException(String message) {
    super(message);
  }
}
