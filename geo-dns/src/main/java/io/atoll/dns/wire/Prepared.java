package io.atoll.dns.wire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * A reply rendered ahead: everything behind the question, to be copied as it is. Owner names are
 * pointers into the question (RFC 1035 section 4.1.4): to its start, or, for a zone's SOA in an
 * answer about any name below it, to where that name's last bytes are the zone's.
 */
public final class Prepared {
  /** What an owner name is replaced by: a pointer to the name of the question. */
  private static final int POINTER = 0xc000;

  private final Reply reply;
  private final Name asked;
  private final boolean exact;
  private final byte[] bytes;

  /** Where in {@link #bytes} a pointer is to be moved by the length of the question's name. */
  private final int[] pointers;

  /** For each of those, how many bytes at the end of the question's name it points to. */
  private final int[] suffixes;

  private Prepared(
      Reply reply, Name asked, boolean exact, byte[] bytes, int[] pointers, int[] suffixes) {
    this.reply = reply;
    this.asked = asked;
    this.exact = exact;
    this.bytes = bytes;
    this.pointers = pointers;
    this.suffixes = suffixes;
  }

  /**
   * Renders a reply.
   *
   * @param asked the name of the question, or, for one that is to serve many names, the longest
   *     that all of them end with
   * @param exact whether the question is of that very name, or of one that it is a wildcard for
   */
  public static Prepared of(Reply reply, Name asked, boolean exact) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Integer> pointers = new ArrayList<>();
    List<Integer> suffixes = new ArrayList<>();
    for (List<Record> section : List.of(reply.answer(), reply.authority(), reply.additional())) {
      for (Record record : section) {
        Name owner = record.getName();
        byte[] whole = record.toWire(Section.ANSWER);
        if (exact && owner.equals(asked)) {
          out.write(POINTER >> 8);
          out.write(QuickQuery.HEADER_LENGTH);
        } else if (asked.subdomain(owner)) {
          pointers.add(out.size());
          suffixes.add((int) owner.length());
          out.write(0);
          out.write(0);
        } else {
          out.write(whole, 0, owner.length());
        }
        out.write(whole, owner.length(), whole.length - owner.length());
      }
    }
    return new Prepared(reply, asked, exact, out.toByteArray(), array(pointers), array(suffixes));
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The reply as it was before it was rendered.
   *
   * @param question the name that was asked for, whose case its records repeat, by which resolvers
   *     tell forgeries
   */
  public Reply reply(Name question) {
    return exact ? reply.renamed(asked, question) : reply;
  }

  int rcode() {
    return reply.rcode();
  }

  int length() {
    return bytes.length;
  }

  /** Writes flags and counts of the header, and behind the question the rest but for the OPT. */
  int write(QuickQuery query, byte[] out, int at) {
    int repeated = query.flags() & (Header.RECURSION_DESIRED | Header.CHECKING_DISABLED);
    int authoritative = reply.authoritative() ? Header.AUTHORITATIVE : 0;
    put16(out, 2, Header.RESPONSE | repeated | authoritative | reply.rcode());
    put16(out, 4, 1);
    put16(out, 6, reply.answer().size());
    put16(out, 8, reply.authority().size());
    put16(out, 10, reply.additional().size() + (query.hasEdns() ? 1 : 0));
    System.arraycopy(bytes, 0, out, at, bytes.length);
    for (int i = 0; i < pointers.length; i++) {
      put16(out, at + pointers[i], POINTER | (query.nameEnd() - suffixes[i]));
    }
    return at + bytes.length;
  }

  static void put16(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }
}
