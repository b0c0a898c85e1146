package io.atoll.edge.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** How HTTP/1.1 goes on as a WebSocket (RFC 6455 section 4, RFC 9110 section 7.8). */
public final class WebSocketHandshake {
  /** RFC 6455 section 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final String PROTOCOL = "websocket";
  private static final int KEY_BYTES = 16;

  /** Padding included, which Java's decoder does not insist on. */
  private static final int KEY_LENGTH = 24;

  private WebSocketHandshake() {}

  /** Whether a request of HTTP/1.1 asks for it. */
  public static boolean isAsked(String method, Fields request) {
    return request.has("upgrade")
        && method.equals("GET")
        && Syntax.names(request.lines("upgrade")).contains(PROTOCOL)
        && Syntax.names(request.lines("connection")).contains("upgrade");
  }

  /** Whether a request that asks for it has one key, of 16 bytes (section 4.2.1). */
  public static boolean hasKey(Fields request) {
    List<String> keys = request.lines("sec-websocket-key");
    if (keys.size() != 1 || keys.getFirst().length() != KEY_LENGTH) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(keys.getFirst()).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  /**
   * Whether an answer 101 is one to this key (section 4.1). Only a server that has read the key can
   * say so; one that gives 101 for another reason, or passes on what a client made it say, can't.
   */
  public static boolean isAccepted(String key, Fields answer) {
    return answer.lines("sec-websocket-accept").equals(List.of(accept(key)))
        && Syntax.names(answer.lines("upgrade")).equals(List.of(PROTOCOL))
        && Syntax.names(answer.lines("connection")).contains("upgrade");
  }

  /** What a server says to a key (section 4.2.2). */
  public static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
