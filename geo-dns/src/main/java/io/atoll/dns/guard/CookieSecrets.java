package io.atoll.dns.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What cookies are made with: 16 bytes each. The first makes them, all are accepted, so that a new
 * one can be spread among name servers before it is used (RFC 9018 section 5).
 *
 * @param secrets as pairs of little-endian words
 */
public record CookieSecrets(List<Secret> secrets) {
  private static final int BYTES = 16;

  /** One to use, one to come, one to go. */
  private static final int COUNT_MAX = 3;

  /** The two halves of one. */
  public record Secret(long low, long high) {
    static Secret of(byte[] bytes) {
      if (bytes.length != BYTES) {
        throw new IllegalArgumentException(
            "a cookie secret of %d bytes; give %d, as hexadecimal digits"
                .formatted(bytes.length, BYTES));
      }
      return new Secret(Words.little(bytes, 0), Words.little(bytes, Long.BYTES));
    }

    /** Not its value, which would end in a log. */
    @Override
    public String toString() {
      return "secret";
    }
  }

  public CookieSecrets {
    secrets = List.copyOf(secrets);
    if (secrets.isEmpty() || secrets.size() > COUNT_MAX) {
      throw new IllegalArgumentException(
          "%d cookie secrets; give one to %d, the one to use first"
              .formatted(secrets.size(), COUNT_MAX));
    }
  }

  /** One that nobody else has, for a name server that shares its address with no other. */
  public static CookieSecrets random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new CookieSecrets(List.of(Secret.of(bytes)));
  }

  /**
   * Reads a file with one secret a line, in hexadecimal.
   *
   * @throws IllegalArgumentException if it can't be read or isn't such a file
   */
  public static CookieSecrets read(Path file) {
    List<Secret> secrets = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          secrets.add(Secret.of(HexFormat.of().parseHex(line.trim())));
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("%s can't be read: %s".formatted(file, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      // Without the line, which is a secret.
      throw new IllegalArgumentException(
          "%s line %d is no secret; give 32 hexadecimal digits a line"
              .formatted(file, secrets.size() + 1));
    }
    return new CookieSecrets(secrets);
  }
}
