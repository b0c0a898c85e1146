package io.atoll.edge.invalidate;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How long a client would wait: {@code Prefer: wait=10} (RFC 7240 section 4.3). */
final class Preference {
  private static final String WAIT = "wait=";
  private static final int DIGITS_MAX = 9;

  private Preference() {}

  /**
   * The first such wish; zero: none. What can't be read is passed over, as section 2 asks.
   *
   * @param max the longest that is granted
   */
  static Duration wait(List<String> lines, Duration max) {
    for (String line : lines) {
      for (String preference : line.split(",", -1)) {
        String text = preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (text.startsWith(WAIT)) {
          String seconds = text.substring(WAIT.length()).replace("\"", "");
          boolean plain =
              !seconds.isEmpty()
                  && seconds.length() <= DIGITS_MAX
                  && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
          if (plain) {
            Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
            return asked.compareTo(max) > 0 ? max : asked;
          }
        }
      }
    }
    return Duration.ZERO;
  }
}
