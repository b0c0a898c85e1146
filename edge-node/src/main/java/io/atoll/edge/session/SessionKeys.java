package io.atoll.edge.session;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of session tokens, the same in every region: the first signs, all verify. To rotate,
 * first add the new key at the end everywhere, then move it to the front everywhere, and remove the
 * old one when its tokens are no longer in use.
 */
public final class SessionKeys {
  /** What one HMAC-SHA256 key has; longer ones gain nothing. */
  public static final int KEY_BYTES = 32;

  /** Two during a rotation; more is a mistake. */
  static final int KEYS_MAX = 8;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] ID_OF = "atoll session key".getBytes(StandardCharsets.US_ASCII);

  /**
   * One key.
   *
   * @param id follows from the key, so that nobody can number two keys alike
   */
  private record Key(int id, Mac mac) {}

  private final List<Key> keys;

  private SessionKeys(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads keys: one per line, {@value #KEY_BYTES} bytes in base64url without padding; empty lines
   * and those that begin with {@code #} say nothing.
   *
   * @throws IllegalArgumentException naming the line, never what it holds
   */
  public static SessionKeys parse(String text) {
    List<Key> keys = new ArrayList<>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
        keys.add(key(i + 1, lines.get(i)));
      }
    }
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException(
          "has %d keys, expected 1 to %d".formatted(keys.size(), KEYS_MAX));
    }
    return new SessionKeys(keys);
  }

  private static Key key(int line, String text) {
    byte[] secret;
    try {
      secret = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line %d is not base64url".formatted(line), e);
    }
    if (secret.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "line %d has a key of %d bytes, expected %d; make one with: openssl rand -base64 %d | tr '+/' '-_' | tr -d ="
              .formatted(line, secret.length, KEY_BYTES, KEY_BYTES));
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return new Key(int32(mac.doFinal(ID_OF)), mac);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("expected HMAC-SHA256 in every JDK", e);
    }
  }

  private static int int32(byte[] bytes) {
    return (bytes[0] & 0xFF) << 24
        | (bytes[1] & 0xFF) << 16
        | (bytes[2] & 0xFF) << 8
        | (bytes[3] & 0xFF);
  }

  /** Names the key that signs. */
  int signingId() {
    return keys.getFirst().id;
  }

  /**
   * Authenticates the first bytes with the named key.
   *
   * @return null: there is no such key
   */
  byte @Nullable [] mac(int id, byte[] bytes, int length) {
    for (Key key : keys) {
      if (key.id == id) {
        Mac mac = copy(key.mac);
        mac.update(bytes, 0, length);
        return mac.doFinal();
      }
    }
    return null;
  }

  /** A Mac is for one thread at a time; a copy of one that is ready is cheaper than a new one. */
  private static Mac copy(Mac ready) {
    try {
      return (Mac) ready.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("expected the JDK's HMAC-SHA256 to be cloneable", e);
    }
  }
}
