package io.atoll.dns.wire;

import io.atoll.dns.wire.Sender.Impostor;
import io.atoll.dns.wire.Sender.Known;
import io.atoll.dns.wire.Sender.Malformed;
import io.atoll.dns.wire.Sender.Unsigned;
import java.io.IOException;
import java.util.Arrays;
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

/**
 * The secrets that this server shares with others, by which messages are signed (RFC 8945).
 * Signatures are taken whole only: none of the secrets is for shortened ones.
 */
public final class TsigKeys {
  /** No secret is shared with anybody. */
  public static final TsigKeys NONE = new TsigKeys(List.of());

  private static final int HEADER_LENGTH = 12;

  /** Type TSIG, class ANY, TTL 0 (RFC 8945 section 4.2). */
  private static final byte[] SIGNATURE_BEGINS = {0, (byte) 250, 0, (byte) 255, 0, 0, 0, 0};

  /** Of a signature, in bytes (RFC 8945 section 5.2.2.1). */
  private static final int LENGTH_MIN = 10;

  private static final Unsigned UNSIGNED = new Unsigned();

  private final Map<Name, TsigKey> keys = new HashMap<>();

  public TsigKeys(Collection<TsigKey> keys) {
    keys.forEach(key -> this.keys.put(key.name(), key));
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
    TsigKey key = keys.get(name);
    if (key == null) {
      throw new IllegalArgumentException(
          "no key '%s'; there are %s".formatted(name, keys.keySet()));
    }
    return key.tsig();
  }

  /** Who has signed a message; nobody if it can't be read, which the reader finds too. */
  Sender sender(byte[] bytes) {
    if (!mayBeSigned(bytes)) {
      return UNSIGNED;
    }
    try {
      Message message = new Message(bytes);
      List<Record> last = message.getSection(Section.ADDITIONAL);
      // Of a message that says that it was cut, the library reads what there is.
      boolean whole = last.size() == message.getHeader().getCount(Section.ADDITIONAL);
      return whole && !last.isEmpty() && last.getLast() instanceof TSIGRecord signature
          ? sender(message, bytes, signature)
          : UNSIGNED;
    } catch (IOException e) {
      return UNSIGNED;
    }
  }

  /** Whether the bytes by which a signature begins, behind its name, are anywhere. */
  private static boolean mayBeSigned(byte[] bytes) {
    for (int at = HEADER_LENGTH; at + SIGNATURE_BEGINS.length <= bytes.length; at++) {
      if (Arrays.equals(
          bytes, at, at + SIGNATURE_BEGINS.length, SIGNATURE_BEGINS, 0, SIGNATURE_BEGINS.length)) {
        return true;
      }
    }
    return false;
  }

  /** RFC 8945 sections 5.2.1 to 5.2.4: first the key, then the signature, its time, its length. */
  private Sender sender(Message message, byte[] bytes, TSIGRecord request) {
    TsigKey key = keys.get(request.getName());
    // Whoever forwarded the message may have given it another one (RFC 8945 section 4.3.2).
    message.getHeader().setID(request.getOriginalID());
    int verdict =
        key == null ? Rcode.BADKEY : key.tsig().verify(message, bytes, /* requestTSIG= */ null);
    if (key == null || verdict == Rcode.BADKEY) {
      return new Impostor(Rcode.BADKEY, request, null);
    }
    int length = request.getSignature().length;
    if (length > key.length() || length < Math.max(LENGTH_MIN, key.length() / 2)) {
      return new Malformed();
    }
    if (verdict == Rcode.BADTIME) {
      return new Impostor(Rcode.BADTIME, request, key);
    }
    if (verdict != Rcode.NOERROR) {
      return new Impostor(Rcode.BADSIG, request, null);
    }
    return length < key.length()
        ? new Impostor(Rcode.BADTRUNC, request, key)
        : new Known(request.getName(), key.tsig(), request);
  }
}
