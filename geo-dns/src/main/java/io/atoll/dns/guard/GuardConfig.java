package io.atoll.dns.guard;

import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the server is kept from being used against others.
 *
 * @param cookieSecrets file with the secrets of cookies, which all name servers must share that
 *     clients take for one; without it, a secret of this process alone
 * @param answersPerSecond of one kind to one network (/24, /56) without a cookie; 0 for no limit
 */
public record GuardConfig(Optional<Path> cookieSecrets, int answersPerSecond) {
  /**
   * A resolver keeps an answer for seconds, but may ask for many client networks; more than this
   * looks like an attack, and is only sent to TCP if it is none.
   */
  public static final int ANSWERS_PER_SECOND_DEFAULT = 1_000;

  public static final GuardConfig UNLIMITED = new GuardConfig(Optional.empty(), 0);

  /** Reads {@code guard:}. */
  public static GuardConfig read(ConfigNode node) {
    return new GuardConfig(
        node.optionalPath("cookie-secrets"),
        node.integer("answers-per-second", ANSWERS_PER_SECOND_DEFAULT, 0, 100_000_000));
  }

  /**
   * The secrets by now.
   *
   * @throws IllegalArgumentException if the file can't be used
   */
  public CookieSecrets secrets() {
    return cookieSecrets.map(CookieSecrets::read).orElseGet(CookieSecrets::random);
  }
}
