package io.atoll.runtime.access;

import io.atoll.runtime.config.ConfigNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * A token that is accepted, known by its SHA-256 digest only, and what it allows: an operator
 * everything, others the data of the namespaces it names.
 */
final class Credential {
  /** Shorter ones could be guessed. */
  static final int TOKEN_LENGTH_MIN = 16;

  private static final int NAMED_BYTES = 4;

  private final byte[] sha256;
  private final Role role;
  private final Set<String> namespaces;

  private Credential(byte[] sha256, Role role, Set<String> namespaces) {
    this.sha256 = sha256;
    this.role = role;
    this.namespaces = Set.copyOf(namespaces);
  }

  static Credential ofToken(String token, Role role, Set<String> namespaces) {
    if (token.length() < TOKEN_LENGTH_MIN) {
      throw new IllegalArgumentException(
          "a token has %d characters, under %d; make one with: openssl rand -hex 32"
              .formatted(token.length(), TOKEN_LENGTH_MIN));
    }
    return new Credential(digest(token), role, namespaces);
  }

  /** Reads {@code token} or {@code token-sha256}, {@code role} and {@code namespaces}. */
  static Credential read(ConfigNode node) {
    Role role = node.parse("role", Credential::role);
    Set<String> namespaces = Set.copyOf(node.strings("namespaces"));
    boolean plain = node.has("token");
    boolean digested = node.has("token-sha256");
    if (role == Role.DATA && namespaces.isEmpty()) {
      node.problem("namespaces", "is missing; name those whose data the token may use");
    }
    if (plain == digested) {
      node.problem("token", "give either token or token-sha256");
      return new Credential(new byte[0], role, namespaces);
    }
    return plain
        ? node.parse("token", token -> ofToken(token, role, namespaces))
        : node.parse("token-sha256", hex -> new Credential(bytes(hex), role, namespaces));
  }

  /** Takes the same time whether it is the token or not. */
  boolean accepts(byte[] digest) {
    return MessageDigest.isEqual(sha256, digest);
  }

  Role role() {
    return role;
  }

  boolean mayUse(String namespace) {
    return role == Role.OPERATOR || namespaces.contains(namespace);
  }

  /** Names it without telling it: {@code operator 3fa1b2c4}. */
  @Override
  public String toString() {
    return role.name().toLowerCase(Locale.ROOT)
        + " "
        + HexFormat.of().formatHex(sha256, 0, Math.min(NAMED_BYTES, sha256.length));
  }

  static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static Role role(String text) {
    return switch (text) {
      case "operator" -> Role.OPERATOR;
      case "data" -> Role.DATA;
      default -> throw new IllegalArgumentException("'%s' is not operator or data".formatted(text));
    };
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (bytes.length != 32) {
      throw new IllegalArgumentException("is not 64 hex digits; make it with: sha256sum");
    }
    return bytes;
  }
}
