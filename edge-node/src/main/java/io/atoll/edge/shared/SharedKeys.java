package io.atoll.edge.shared;

import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.Vary;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of one URI's values in Redis, all under one hash tag: what is stored for it, or what it
 * varies by; its variants; their bodies' chunks, how far those have come and been read; the leases.
 */
final class SharedKeys {
  private static final int DIGEST_BYTES = 20;

  private final String base;

  SharedKeys(PageKey key) {
    base = "h:{" + digest(key.scheme(), key.host(), key.target()) + "}";
  }

  String base() {
    return base;
  }

  /**
   * One variant.
   *
   * @param pointer version of what says what the URI varies by
   */
  String variant(String pointer, Vary vary, Vary.Variant variant) {
    String[] parts = new String[1 + 2 * vary.names().size()];
    parts[0] = pointer;
    for (int i = 0; i < vary.names().size(); i++) {
      String value = variant.values().get(i);
      parts[1 + 2 * i] = vary.names().get(i);
      // A field that is not there differs from an empty one.
      parts[2 + 2 * i] = value == null ? "" : "=" + value;
    }
    return base + "v:" + digest(parts);
  }

  /** The lease on what is stored under this name. */
  static String lease(String entry) {
    return entry + "l";
  }

  /** Chunk of a body: named by its digest, or while it comes by the token of who brings it. */
  String chunk(String body, int number) {
    return base + "b:" + body + ":" + number;
  }

  /** How far the body has come that a fill with this token announced. */
  String progress(String token) {
    return base + "p:" + token;
  }

  /** How far that body has been read, by who reads it furthest. */
  String mark(String token) {
    return base + "m:" + token;
  }

  /** Tells texts apart, also by where one ends and the next begins. */
  private static String digest(@Nullable String... texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      byte[] bytes = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
      digest.update(ascii(bytes.length + ":"));
      digest.update(bytes);
    }
    return text(digest);
  }

  /** Names a body by its content. */
  static String digest(List<byte[]> chunks) {
    MessageDigest digest = sha256();
    chunks.forEach(digest::update);
    return text(digest);
  }

  private static String text(MessageDigest digest) {
    byte[] all = digest.digest();
    byte[] some = Arrays.copyOf(all, DIGEST_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(some);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every JDK", e);
    }
  }

  /** As Redis takes them. */
  static List<byte[]> bytes(String... names) {
    List<byte[]> bytes = new ArrayList<>(names.length);
    for (String name : names) {
      bytes.add(ascii(name));
    }
    return bytes;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
