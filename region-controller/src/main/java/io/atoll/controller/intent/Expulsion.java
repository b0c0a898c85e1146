package io.atoll.controller.intent;

/**
 * Why a region was expelled.
 *
 * @param reason in the operator's words, 1 to {@value Drain#REASON_LENGTH_MAX} characters
 * @param by who did it
 * @param sinceMillis when, in milliseconds since 1970, by the clock of the controller that was
 *     asked
 */
public record Expulsion(String reason, String by, long sinceMillis) {
  public Expulsion {
    Drain.checkReason(reason);
  }
}
