package io.atoll.dns.guard;

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012) of messages of some words, without allocation. For use
 * by one thread.
 */
final class SipHash {
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /** Begins with a key of two little-endian words. */
  void begin(long key0, long key1) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
  }

  /** Adds eight bytes, as a little-endian word. */
  void add(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  /**
   * Ends the message.
   *
   * @param rest the bytes beyond its last whole word, little-endian
   * @param length of the whole message, in bytes
   */
  long end(long rest, int length) {
    add(rest | (long) length << 56);
    v2 ^= 0xff;
    round();
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
