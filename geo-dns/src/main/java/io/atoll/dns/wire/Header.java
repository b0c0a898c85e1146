package io.atoll.dns.wire;

/**
 * The part of a message's header that a reply repeats (RFC 1035 section 4.1.1).
 *
 * @param id chosen by the client, 16 bits
 * @param flags all 16 flag bits as received
 */
public record Header(int id, int flags) {
  static final int RESPONSE = 0x8000;
  private static final int OPCODE = 0x7800;
  static final int AUTHORITATIVE = 0x0400;
  static final int RECURSION_DESIRED = 0x0100;
  static final int CHECKING_DISABLED = 0x0010;

  boolean isResponse() {
    return (flags & RESPONSE) != 0;
  }

  int opcode() {
    return (flags >> 11) & 0xf;
  }

  /** The flag bits of a reply: opcode, RD and CD are repeated, all others are ours. */
  int replyFlags(boolean authoritative, int rcode) {
    int repeated = flags & (OPCODE | RECURSION_DESIRED | CHECKING_DISABLED);
    return RESPONSE | repeated | (authoritative ? AUTHORITATIVE : 0) | (rcode & 0xf);
  }
}
