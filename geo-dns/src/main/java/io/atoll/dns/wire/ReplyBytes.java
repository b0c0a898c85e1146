package io.atoll.dns.wire;

/** What can be told of a rendered reply without reading it, and done to it. Allocates nothing. */
final class ReplyBytes {
  private static final int HEADER_LENGTH = 12;

  /** RFC 1035 section 4.1.1, in the third byte. */
  private static final byte TRUNCATED = 0x02;

  /** Of replies without an answer, whatever the name: names that aren't there are endless. */
  private static final int WITHOUT_ANSWER = 1;

  private ReplyBytes() {}

  /** The same number for replies that are alike: of one name, or without an answer. */
  static int kind(byte[] reply) {
    if (reply[6] == 0 && reply[7] == 0) {
      return WITHOUT_ANSWER;
    }
    int hash = 0;
    for (int at = HEADER_LENGTH; reply[at] != 0; at++) {
      // Without the bit of lower case, which attackers could vary.
      hash = 31 * hash + (reply[at] | 0x20);
    }
    return hash;
  }

  /** Leaves header and question, and says that the rest is to be had over TCP. */
  static int truncate(byte[] reply) {
    reply[2] |= TRUNCATED;
    for (int count = 6; count < HEADER_LENGTH; count++) {
      reply[count] = 0;
    }
    boolean question = reply[4] != 0 || reply[5] != 0;
    return question ? questionEnd(reply) : HEADER_LENGTH;
  }

  private static int questionEnd(byte[] reply) {
    int at = HEADER_LENGTH;
    while (reply[at] != 0) {
      at += 1 + reply[at];
    }
    return at + 1 + 4;
  }
}
