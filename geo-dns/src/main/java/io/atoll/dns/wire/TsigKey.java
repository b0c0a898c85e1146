package io.atoll.dns.wire;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** A secret that is shared with another (RFC 8945). */
public final class TsigKey {
  private final Name name;
  private final TSIG tsig;
  private final SecretKeySpec secret;

  /**
   * @param algorithm such as {@link TSIG#HMAC_SHA256}
   * @param name by which both sides know it
   * @param secret in base 64
   * @throws IllegalArgumentException if the secret is not in base 64, or is empty
   */
  public TsigKey(Name algorithm, Name name, String secret) {
    byte[] bytes = Base64.getDecoder().decode(secret);
    this.name = name;
    this.tsig = new TSIG(algorithm, name, bytes);
    this.secret = new SecretKeySpec(bytes, algorithm.getLabelString(0).replace("-", ""));
  }

  Name name() {
    return name;
  }

  TSIG tsig() {
    return tsig;
  }

  /** Of its signatures, in bytes. */
  int length() {
    return mac().getMacLength();
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(secret.getAlgorithm());
      mac.init(secret);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected the algorithm of a key to be there", e);
    }
  }

  /**
   * The signature of a reply that says what is wrong with that of the request (RFC 8945 sections
   * 4.3 and 5.3.2). The library's leaves the server's time out of what it signs, so that nobody
   * could believe it.
   *
   * @param error such as {@link org.xbill.DNS.Rcode#BADTIME}
   */
  TSIGRecord sign(Message message, int error, TSIGRecord request) {
    byte[] reply = message.toWire(Message.MAXLENGTH);
    TSIGRecord draft = tsig.generate(message, reply, error, request);
    byte[] other = draft.getOther() == null ? new byte[0] : draft.getOther();
    DNSOutput signed = new DNSOutput();
    signed.writeU16(request.getSignature().length);
    signed.writeByteArray(request.getSignature());
    signed.writeByteArray(reply);
    name.toWireCanonical(signed);
    signed.writeU16(DClass.ANY);
    signed.writeU32(draft.getTTL());
    draft.getAlgorithm().toWireCanonical(signed);
    long seconds = draft.getTimeSigned().getEpochSecond();
    signed.writeU16((int) (seconds >> Integer.SIZE));
    signed.writeU32(seconds & 0xffffffffL);
    signed.writeU16((int) draft.getFudge().toSeconds());
    signed.writeU16(error);
    signed.writeU16(other.length);
    signed.writeByteArray(other);
    return new TSIGRecord(
        name,
        DClass.ANY,
        draft.getTTL(),
        draft.getAlgorithm(),
        draft.getTimeSigned(),
        draft.getFudge(),
        mac().doFinal(signed.toByteArray()),
        draft.getOriginalID(),
        error,
        other);
  }
}
