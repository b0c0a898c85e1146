package io.atoll.dns.sign;

import java.time.Duration;
import java.time.Instant;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.RRset;

/** Sees that the two halves of a key belong together: signs something, and verifies it. */
final class KeyCheck {
  private KeyCheck() {}

  /**
   * @throws DNSSECException if they don't
   */
  static void check(SigningKey key) throws DNSSECException {
    RRset set = new RRset(key.record());
    Instant moment = Instant.EPOCH;
    Instant later = moment.plus(Duration.ofSeconds(1));
    DNSSEC.verify(
        set, DNSSEC.sign(set, key.record(), key.secret(), moment, later), key.record(), moment);
  }
}
