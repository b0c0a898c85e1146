package io.atoll.dns.guard;

import io.atoll.core.time.WallClock;
import java.util.function.Supplier;

/**
 * Server cookies (RFC 7873, in the form of RFC 9018): a hash of the client's own cookie and address
 * that only name servers with the same secret can make, so that a client which shows one has
 * received it at that address. Nothing is kept per client. For use by one thread; allocates
 * nothing.
 */
public final class Cookies {
  /** The length of a client's part. */
  public static final int CLIENT_BYTES = 8;

  /** The length of the part made here. */
  public static final int SERVER_BYTES = 16;

  /** RFC 7873 section 4: a server's part has 8 to 32 bytes, if there is one. */
  private static final int SERVER_BYTES_MIN = 8;

  private static final int SERVER_BYTES_MAX = 32;

  /** RFC 9018 section 4.1: the version, and three bytes that are reserved. */
  private static final long VERSION = 0x01000000L;

  // RFC 9018 section 4.3, in seconds.
  private static final int PAST_MAX = 3600;
  private static final int FUTURE_MAX = 300;

  private final SipHash hash = new SipHash();
  private final Supplier<CookieSecrets> secrets;
  private final WallClock clock;

  /**
   * @param secrets those of now; asked for every cookie
   */
  public Cookies(Supplier<CookieSecrets> secrets, WallClock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Whether an option of this length can be one (RFC 7873 section 5.2.2). */
  public static boolean isLength(int length) {
    int server = length - CLIENT_BYTES;
    return server == 0 || (server >= SERVER_BYTES_MIN && server <= SERVER_BYTES_MAX);
  }

  private int seconds() {
    // 32 bits that wrap around; compared by difference.
    return (int) (clock.millis() / 1000);
  }

  /**
   * Writes the server's part.
   *
   * @param client the client's part is in these bytes
   * @param from where it begins
   * @param ipv4 whether the address has but the upper half of its first word
   */
  public void write(
      byte[] client, int from, boolean ipv4, long high, long low, byte[] out, int at) {
    long head = VERSION << 32 | Integer.toUnsignedLong(seconds());
    CookieSecrets.Secret secret = secrets.get().secrets().getFirst();
    long tag = tag(secret, Words.little(client, from), head, ipv4, high, low);
    for (int i = 0; i < Long.BYTES; i++) {
      out[at + i] = (byte) (head >>> (56 - i * Byte.SIZE));
      out[at + Long.BYTES + i] = (byte) (tag >>> (i * Byte.SIZE));
    }
  }

  /**
   * Whether a client shows a cookie that it was given at its address, not long ago.
   *
   * @param option both parts are in these bytes
   * @param at where they begin
   * @param length of both
   */
  public boolean isValid(byte[] option, int at, int length, boolean ipv4, long high, long low) {
    if (length != CLIENT_BYTES + SERVER_BYTES) {
      return false;
    }
    long head = Words.big(option, at + CLIENT_BYTES);
    int age = seconds() - (int) head;
    if (head >>> 32 != VERSION || age > PAST_MAX || age < -FUTURE_MAX) {
      return false;
    }
    long client = Words.little(option, at);
    long shown = Words.little(option, at + CLIENT_BYTES + Long.BYTES);
    CookieSecrets known = secrets.get();
    for (int i = 0; i < known.secrets().size(); i++) {
      if (tag(known.secrets().get(i), client, head, ipv4, high, low) == shown) {
        return true;
      }
    }
    return false;
  }

  /** RFC 9018 section 4.4: of client cookie, version, reserved bytes, time, address. */
  private long tag(
      CookieSecrets.Secret secret, long client, long head, boolean ipv4, long high, long low) {
    hash.begin(secret.low(), secret.high());
    hash.add(client);
    hash.add(Long.reverseBytes(head));
    if (ipv4) {
      return hash.end(Long.reverseBytes(high) & 0xffffffffL, 2 * Long.BYTES + 4);
    }
    hash.add(Long.reverseBytes(high));
    hash.add(Long.reverseBytes(low));
    return hash.end(0, 4 * Long.BYTES);
  }
}
