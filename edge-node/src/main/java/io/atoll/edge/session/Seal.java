package io.atoll.edge.session;

import io.atoll.core.operation.Bytes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Makes text of bytes that only the regions can have made: base64url of what it is, key id,
 * content, and the first {@value #MAC_BYTES} bytes of an HMAC-SHA256 over all of it (RFC 2104).
 */
public final class Seal {
  /** The longest text: {@value #BYTES_MAX} bytes in base64. */
  public static final int LENGTH_MAX = 6_000;

  private static final int BYTES_MAX = LENGTH_MAX / 4 * 3;
  private static final int KEY_ID_BYTES = 4;
  private static final int HEAD_BYTES = 1 + KEY_ID_BYTES;
  private static final int MAC_BYTES = 16;

  private volatile SessionKeys keys;

  public Seal(SessionKeys keys) {
    this.keys = keys;
  }

  /** Uses other keys from here on. */
  public void use(SessionKeys others) {
    keys = others;
  }

  /** The keys in use: another object after a change. */
  SessionKeys keys() {
    return keys;
  }

  /** What a text is, so that none is taken for another. */
  public enum Use {
    /** A client's session. */
    SESSION(1),
    /** Where a change feed goes on. */
    CHANGES(2),
    /** Which purge of stored answers. */
    PURGE(3);

    private final byte code;

    Use(int code) {
      this.code = (byte) code;
    }
  }

  /** What a text turned out to be. */
  public sealed interface Opened {
    /**
     * What was sealed.
     *
     * @param current whether the key that signs now has signed it, so that it may be given out
     *     again
     */
    record Valid(Bytes content, boolean current) implements Opened {}

    /**
     * Not made by these regions for this use.
     *
     * @param why for the client
     */
    record Refused(String why) implements Opened {}
  }

  /** The text of some content; null if it would be longer than {@value #LENGTH_MAX}. */
  public @Nullable String seal(Use use, byte[] content) {
    int length = HEAD_BYTES + content.length;
    if (length + MAC_BYTES > BYTES_MAX) {
      return null;
    }
    SessionKeys signing = keys;
    byte[] bytes = new byte[length + MAC_BYTES];
    bytes[0] = use.code;
    int id = signing.signingId();
    for (int i = 0; i < KEY_ID_BYTES; i++) {
      bytes[1 + i] = (byte) (id >>> ((KEY_ID_BYTES - 1 - i) * Byte.SIZE));
    }
    System.arraycopy(content, 0, bytes, HEAD_BYTES, content.length);
    byte[] mac = signing.mac(id, bytes, length);
    if (mac == null) {
      throw new IllegalStateException("expected the key that signs among the keys");
    }
    System.arraycopy(mac, 0, bytes, length, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What is in a text. */
  public Opened open(Use use, String text) {
    SessionKeys known = keys;
    byte[] bytes = bytes(text);
    if (bytes == null || bytes[0] != use.code) {
      return new Opened.Refused("it is not one that an edge gave out");
    }
    int length = bytes.length - MAC_BYTES;
    int id = 0;
    for (int i = 1; i <= KEY_ID_BYTES; i++) {
      id = (id << Byte.SIZE) | (bytes[i] & 0xFF);
    }
    byte[] mac = known.mac(id, bytes, length);
    if (mac == null) {
      return new Opened.Refused("its key is not one of this region's");
    }
    byte[] carried = Arrays.copyOfRange(bytes, length, bytes.length);
    return MessageDigest.isEqual(Arrays.copyOf(mac, MAC_BYTES), carried)
        ? new Opened.Valid(
            Bytes.wrap(Arrays.copyOfRange(bytes, HEAD_BYTES, length)), id == known.signingId())
        : new Opened.Refused("it was changed on the way");
  }

  /** The bytes of a text that is written as it would be here, and has all parts; else null. */
  private static byte @Nullable [] bytes(String text) {
    if (text.length() > LENGTH_MAX) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    // The decoder lets bits pass that stand for nothing: one content, one text.
    return bytes.length >= HEAD_BYTES + MAC_BYTES
            && Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)
        ? bytes
        : null;
  }
}
