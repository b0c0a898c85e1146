package io.atoll.dns.wire;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/**
 * A zone as a sequence of messages, each made and signed when it is about to be sent (RFC 5936
 * section 2.2, RFC 8945 section 5.3.1).
 */
final class ZoneMessages implements Iterator<byte[]> {
  /** Small enough to be sent piece by piece, large enough to be compressed well. */
  private static final int BYTES = 16_384;

  /** Header, question and signature. */
  private static final int OVERHEAD = 1_024;

  private final Query query;
  private final Iterator<Record> records;
  private final TSIG.StreamGenerator signatures;
  private Record next;
  private boolean first = true;
  private boolean more;

  /**
   * @param records at least one
   */
  ZoneMessages(Query query, List<Record> records, Sender.Known asker) {
    this.query = query;
    this.records = records.iterator();
    this.signatures = new TSIG.StreamGenerator(asker.key(), asker.request());
    this.next = this.records.next();
    this.more = true;
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  @Override
  public byte[] next() {
    if (!more) {
      throw new NoSuchElementException("all messages of the zone were made");
    }
    Message message = new Message(query.header().id());
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.AA);
    if (first) {
      message.addRecord(
          Record.newRecord(query.name(), query.type(), query.dnsClass()), Section.QUESTION);
      first = false;
    }
    int length = OVERHEAD;
    do {
      message.addRecord(next, Section.ANSWER);
      length += next.toWire(Section.ANSWER).length;
      more = records.hasNext();
      next = more ? records.next() : next;
    } while (more && length + next.toWire(Section.ANSWER).length <= BYTES);
    signatures.generate(message);
    return message.toWire(Message.MAXLENGTH);
  }
}
