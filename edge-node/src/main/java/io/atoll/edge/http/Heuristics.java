package io.atoll.edge.http;

/**
 * For how long an answer is fresh that doesn't say (RFC 9111 section 4.2.2).
 *
 * @param fraction of the time since it was last changed; 0 to 1
 * @param secondsMax never longer than this
 * @param negativeSeconds how long "there is nothing" holds, if it doesn't say when that changed
 */
public record Heuristics(double fraction, long secondsMax, long negativeSeconds) {
  /** A tenth, as the standard suggests, and at most a day, so that nobody has to warn. */
  public static final Heuristics USUAL = new Heuristics(0.1, 86_400, 1);

  public Heuristics {
    if (!(fraction >= 0 && fraction <= 1) || secondsMax < 0 || negativeSeconds < 0) {
      throw new IllegalArgumentException(
          "expected a fraction from 0 to 1 and seconds from 0, but %s, %d, %d"
              .formatted(fraction, secondsMax, negativeSeconds));
    }
  }

  long lifetimeSeconds(ResponseHead response, long dateSeconds, long nowMillis) {
    String text = response.fields().single("last-modified");
    long changed = text == null ? HttpTime.INVALID : HttpTime.parse(text, nowMillis);
    if (changed == HttpTime.INVALID || changed > dateSeconds) {
      return Statuses.isNegative(response.status()) ? negativeSeconds : 0;
    }
    return Math.min(secondsMax, (long) ((dateSeconds - changed) * fraction));
  }
}
