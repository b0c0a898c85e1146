package io.atoll.controller.health;

/**
 * What an observer makes of one target from its probes: one success makes it good, several failures
 * in a row make it bad. Not good before the first success.
 *
 * @param failures in a row until now
 */
public record Streak(boolean good, int failures) {
  public static final Streak UNKNOWN = new Streak(false, 0);

  /**
   * What it is after one more probe.
   *
   * @param failuresBeforeBad so many failures in a row, at least 1, make a good target bad
   */
  public Streak after(boolean success, int failuresBeforeBad) {
    if (success) {
      return new Streak(true, 0);
    }
    int inARow = Math.min(failures + 1, failuresBeforeBad);
    return new Streak(good && inARow < failuresBeforeBad, inARow);
  }
}
