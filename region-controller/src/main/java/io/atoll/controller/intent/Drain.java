package io.atoll.controller.intent;

/**
 * Why a region was taken out by hand.
 *
 * @param reason in the operator's words, 1 to {@value #REASON_LENGTH_MAX} characters
 * @param by who did it
 * @param sinceMillis when, in milliseconds since 1970, by the clock of the controller that was
 *     asked
 */
public record Drain(String reason, String by, long sinceMillis) {
  /** Enough for a sentence and a ticket; it travels in every routing table. */
  public static final int REASON_LENGTH_MAX = 500;

  public Drain {
    checkReason(reason);
  }

  static void checkReason(String reason) {
    if (reason.isBlank() || reason.length() > REASON_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "reason has %d characters, expected 1 to %d, not all blank"
              .formatted(reason.length(), REASON_LENGTH_MAX));
    }
  }
}
