package io.atoll.dns.sign;

import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Name;

/**
 * How a zone is signed.
 *
 * @param keys its keys; a rollover is a matter of listing a new one, and of what each is used for
 * @param validity how long a signature is good for; made anew when half of it is over
 * @param perSecond signatures made on demand, for names that aren't there
 */
public record DnssecConfig(List<Key> keys, Duration validity, int perSecond) {
  /** A long weekend without anybody at work leaves a week of it. */
  public static final Duration VALIDITY_DEFAULT = Duration.ofDays(14);

  /** About a tenth of one core. */
  public static final int PER_SECOND_DEFAULT = 500;

  /** Clocks may be wrong by an hour, and answers are kept for up to a week. */
  private static final Duration VALIDITY_MIN = Duration.ofDays(2);

  private static final Duration VALIDITY_MAX = Duration.ofDays(90);

  /**
   * One key.
   *
   * @param file path of its two files without {@code .key} and {@code .private}
   */
  public record Key(Path file, SigningKey.Use use) {
    static Key read(ConfigNode node) {
      return new Key(node.path("file"), node.parse("use", Key::use, SigningKey.Use.ACTIVE));
    }

    private static SigningKey.Use use(String text) {
      for (SigningKey.Use use : SigningKey.Use.values()) {
        if (use.name().toLowerCase(Locale.ROOT).equals(text)) {
          return use;
        }
      }
      throw new IllegalArgumentException("'%s' is not active or published".formatted(text));
    }
  }

  public DnssecConfig {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "keys is empty; list at least one, as dnssec-keygen or 'atoll dns keygen' makes it");
    }
  }

  /** Reads {@code dnssec:} of a zone. */
  public static DnssecConfig read(ConfigNode node) {
    return new DnssecConfig(
        node.list("keys", Key::read),
        node.duration("validity", VALIDITY_DEFAULT, VALIDITY_MIN, VALIDITY_MAX),
        node.integer("signatures-per-second", PER_SECOND_DEFAULT, 1, 100_000));
  }

  /** Every file that keys are read from. */
  public List<Path> files() {
    return keys.stream().flatMap(key -> KeyFile.files(key.file()).stream()).toList();
  }

  /**
   * Reads the keys.
   *
   * @throws IllegalArgumentException if one can't be read
   */
  public ZoneKeys load(Name apex) {
    return new ZoneKeys(
        apex, keys.stream().map(key -> KeyFile.read(key.file(), apex, key.use())).toList());
  }
}
