package io.atoll.dns.transfer;

import io.atoll.dns.wire.TsigKey;
import io.atoll.dns.wire.TsigKeys;
import io.atoll.runtime.config.ConfigNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * Which zones are given to which other name servers.
 *
 * @param keys the secrets shared with them
 * @param secondaries at most {@value #SECONDARIES_MAX}
 */
public record TransferConfig(List<Key> keys, List<Secondary> secondaries) {
  /** Each is told of each change. */
  private static final int SECONDARIES_MAX = 64;

  /** RFC 8945 section 6 recommends it. */
  private static final Name ALGORITHM_DEFAULT = TSIG.HMAC_SHA256;

  /**
   * A secret.
   *
   * @param name by which both sides know it
   * @param secret a file with nothing but it, in base 64
   */
  public record Key(Name name, Name algorithm, Path secret) {
    static Key read(ConfigNode node) {
      return new Key(
          node.parse("name", TransferConfig::name),
          node.parse("algorithm", TSIG::algorithmToName, ALGORITHM_DEFAULT),
          node.path("secret-file"));
    }

    TsigKey load() {
      try {
        return new TsigKey(algorithm, name, Files.readString(secret).trim());
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "%s can't be read: %s".formatted(secret, e.getMessage()), e);
      } catch (IllegalArgumentException e) {
        // Without its text, which is a secret.
        throw new IllegalArgumentException(
            "%s is no secret; give it in base 64, as 'openssl rand -base64 32' makes one"
                .formatted(secret));
      }
    }
  }

  public TransferConfig {
    keys = List.copyOf(keys);
    secondaries = List.copyOf(secondaries);
    List<Name> names = keys.stream().map(Key::name).toList();
    for (Secondary secondary : secondaries) {
      if (!names.contains(secondary.key())) {
        throw new IllegalArgumentException(
            "secondary %s has key '%s', which is none of %s"
                .formatted(secondary.address(), secondary.key(), names));
      }
    }
    if (secondaries.size() > SECONDARIES_MAX) {
      throw new IllegalArgumentException(
          "%d secondaries are more than %d; let some follow others"
              .formatted(secondaries.size(), SECONDARIES_MAX));
    }
  }

  /** Reads {@code transfer:}. */
  public static TransferConfig read(ConfigNode node) {
    return new TransferConfig(
        node.list("keys", Key::read), node.list("secondaries", Secondary::read));
  }

  /**
   * Reads the secrets.
   *
   * @throws IllegalArgumentException if one can't be read
   */
  public TsigKeys load() {
    return new TsigKeys(keys.stream().map(Key::load).toList());
  }

  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a domain name: %s".formatted(text, e.getMessage()), e);
    }
  }
}
