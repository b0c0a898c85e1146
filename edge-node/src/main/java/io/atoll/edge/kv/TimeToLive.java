package io.atoll.edge.kv;

import io.atoll.core.operation.Namespace;
import io.atoll.edge.server.Exchange;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value of {@code Atoll-TTL}: whole seconds from 1 to {@value #SECONDS_MAX}. */
final class TimeToLive {
  /** Ten years: longer is for ever. */
  static final long SECONDS_MAX = 315_360_000;

  /** More digits than the bound has. */
  private static final int DIGITS_MAX = 10;

  /**
   * How long a write lives.
   *
   * @param duration null: for ever
   */
  record Life(@Nullable Duration duration) {}

  private static final CharSequence ATOLL_TTL = HttpHeaders.createOptimized("atoll-ttl");

  private TimeToLive() {}

  /** The duration, or empty if the text is not one within the bounds. */
  static Optional<Duration> parse(String text) {
    if (text.isEmpty()
        || text.length() > DIGITS_MAX
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    long seconds = Long.parseLong(text);
    return seconds >= 1 && seconds <= SECONDS_MAX
        ? Optional.of(Duration.ofSeconds(seconds))
        : Optional.empty();
  }

  /**
   * How long a write is to live.
   *
   * @return null: the call was refused
   */
  static @Nullable Life of(Exchange exchange, Namespace namespace) {
    String ttl = exchange.header(ATOLL_TTL);
    if (ttl == null) {
      return new Life(namespace.defaultTtl());
    }
    Optional<Duration> life = parse(ttl);
    if (life.isEmpty()) {
      KvHandler.refuse(exchange, WriteProblems.timeToLive(ttl, SECONDS_MAX));
      return null;
    }
    return new Life(life.get());
  }

  /** Refuses a time to live where nothing expires. Returns whether there was none. */
  static boolean isAbsent(Exchange exchange, String what) {
    if (exchange.header(ATOLL_TTL) == null) {
      return true;
    }
    KvHandler.refuse(exchange, WriteProblems.noTimeToLive(what));
    return false;
  }
}
