package io.atoll.dns.guard;

/** Bytes as words. */
final class Words {
  private Words() {}

  /** Eight bytes, the first the least. */
  static long little(byte[] bytes, int at) {
    return Long.reverseBytes(big(bytes, at));
  }

  /** Eight bytes, the first the greatest. */
  static long big(byte[] bytes, int at) {
    long word = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      word = word << Byte.SIZE | (bytes[at + i] & 0xff);
    }
    return word;
  }
}
