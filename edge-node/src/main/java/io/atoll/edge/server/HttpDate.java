package io.atoll.edge.server;

import io.atoll.core.time.WallClock;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of the {@code Date} field (RFC 9110 section 5.6.7), made once a second. */
final class HttpDate {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private record Made(long second, CharSequence text) {}

  private final WallClock clock;
  private volatile Made made;

  HttpDate(WallClock clock) {
    this.clock = clock;
    made = make(clock.millis() / 1000);
  }

  CharSequence now() {
    long second = clock.millis() / 1000;
    Made last = made;
    if (last.second != second) {
      last = make(second);
      made = last;
    }
    return last.text;
  }

  private static Made make(long second) {
    return new Made(
        second, HttpHeaders.createOptimized(IMF_FIXDATE.format(Instant.ofEpochSecond(second))));
  }
}
