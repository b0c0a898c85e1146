package io.atoll.edge.upstream;

/** Kinds of bytes that a message is made of (RFC 9110 section 5.5, RFC 5234 appendix B.1). */
final class Octets {
  private Octets() {}

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Whether it may stand in no line: any control character but a tab. */
  static boolean isControl(byte b) {
    return (b >= 0 && b < ' ' && b != '\t') || b == 0x7f;
  }
}
