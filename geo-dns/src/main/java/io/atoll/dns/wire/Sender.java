package io.atoll.dns.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** Who has signed a message (RFC 8945). */
sealed interface Sender {

  /** Nobody has. */
  record Unsigned() implements Sender {}

  /** Somebody has, by what can be no signature: that is a malformed message (section 5.2.2.1). */
  record Malformed() implements Sender {}

  /**
   * Somebody has, but not by a secret that is known, or not lately (section 5.2).
   *
   * @param error what is wrong, such as {@link Rcode#BADTIME}
   * @param key the secret if it was shown to be known, by which the answer is then signed
   */
  record Impostor(int error, TSIGRecord request, @Nullable TsigKey key) implements Sender {
    /** The reply, with what is wrong (section 5.3.2). */
    byte[] mark(byte[] reply) {
      Message message = read(reply);
      message.addRecord(
          key == null ? unsigned(message.getHeader().getID()) : key.sign(message, error, request),
          Section.ADDITIONAL);
      return message.toWire(Message.MAXLENGTH);
    }

    private TSIGRecord unsigned(int id) {
      return new TSIGRecord(
          request.getName(),
          DClass.ANY,
          /* ttl= */ 0,
          request.getAlgorithm(),
          request.getTimeSigned(),
          request.getFudge(),
          /* signature= */ new byte[0],
          id,
          error,
          /* other= */ null);
    }
  }

  /**
   * Somebody who has a secret.
   *
   * @param name of the secret
   * @param request by which the reply is bound to it
   */
  record Known(Name name, TSIG key, TSIGRecord request) implements Sender {
    /** The reply, signed; without its records if it would be longer than so many bytes. */
    byte[] sign(byte[] reply, int sizeMax) {
      Message message = read(reply);
      key.apply(message, request);
      byte[] signed = message.toWire(Message.MAXLENGTH);
      return signed.length <= sizeMax ? signed : signTruncated(read(reply));
    }

    /** RFC 8945 section 5.3: then the client asks again over TCP. */
    private byte[] signTruncated(Message message) {
      message.getHeader().setFlag(Flags.TC);
      message.removeAllRecords(Section.ANSWER);
      message.removeAllRecords(Section.AUTHORITY);
      OPTRecord opt = message.getOPT();
      message.removeAllRecords(Section.ADDITIONAL);
      if (opt != null) {
        message.addRecord(opt, Section.ADDITIONAL);
      }
      key.apply(message, request);
      return message.toWire(Message.MAXLENGTH);
    }
  }

  private static Message read(byte[] reply) {
    try {
      return new Message(reply);
    } catch (IOException e) {
      throw new UncheckedIOException("expected a reply to be readable, but it isn't", e);
    }
  }
}
