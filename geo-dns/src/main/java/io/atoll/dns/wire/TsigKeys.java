package io.atoll.dns.wire;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** The secrets that this server shares with others, by which messages are signed (RFC 8945). */
public final class TsigKeys {
  /** No secret is shared with anybody. */
  public static final TsigKeys NONE = new TsigKeys(Map.of());

  private static final int HEADER_LENGTH = 12;
  private static final Unsigned UNSIGNED = new Unsigned();

  private final Map<Name, TSIG> keys;

  /** Who has signed a message. */
  sealed interface Sender {}

  /** Nobody has. */
  record Unsigned() implements Sender {}

  /** Somebody has, but not by a secret that is known, or not lately. */
  record Impostor() implements Sender {}

  /**
   * Somebody who has a secret.
   *
   * @param name of the secret
   * @param request by which the reply is bound to it
   */
  record Known(Name name, TSIG key, TSIGRecord request) implements Sender {
    /** The reply, signed. */
    byte[] sign(byte[] reply) {
      try {
        Message message = new Message(reply);
        key.apply(message, request);
        return message.toWire(Message.MAXLENGTH);
      } catch (IOException e) {
        throw new IllegalStateException(
            "expected a reply to be readable, but " + e.getMessage(), e);
      }
    }
  }

  public TsigKeys(Map<Name, TSIG> keys) {
    this.keys = new HashMap<>(keys);
  }

  /** Whether any secret is shared. */
  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The names of all secrets. */
  public Collection<Name> names() {
    return keys.keySet();
  }

  /**
   * A secret by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public TSIG key(Name name) {
    TSIG key = keys.get(name);
    if (key == null) {
      throw new IllegalArgumentException(
          "no key '%s'; there are %s".formatted(name, keys.keySet()));
    }
    return key;
  }

  Sender sender(byte[] bytes) {
    // Nothing in the last section, so no signature either.
    if (keys.isEmpty() || bytes.length < HEADER_LENGTH || (bytes[10] | bytes[11]) == 0) {
      return UNSIGNED;
    }
    try {
      Message message = new Message(bytes);
      List<Record> last = message.getSection(Section.ADDITIONAL);
      // Of a message that says that it was cut, the library reads what there is.
      boolean whole = last.size() == message.getHeader().getCount(Section.ADDITIONAL);
      if (!whole || !(last.getLast() instanceof TSIGRecord signature)) {
        return UNSIGNED;
      }
      TSIG key = keys.get(signature.getName());
      return key != null && key.verify(message, bytes, /* requestTSIG= */ null) == Rcode.NOERROR
          ? new Known(signature.getName(), key, signature)
          : new Impostor();
    } catch (IOException e) {
      // The reader says what is wrong with it.
      return UNSIGNED;
    }
  }
}
