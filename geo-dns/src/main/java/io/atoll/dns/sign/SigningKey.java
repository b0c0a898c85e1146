package io.atoll.dns.sign;

import java.security.PrivateKey;
import java.util.Base64;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;

/**
 * One key of a zone.
 *
 * @param record what is published of it
 * @param use whether it signs already, or still
 */
public record SigningKey(DNSKEYRecord record, PrivateKey secret, Use use) {
  /** How far a key has come: a new one is published first, and an old one last. */
  public enum Use {
    /** Signs. */
    ACTIVE,
    /** Only listed, so that resolvers know it before it signs, or as long as they may need it. */
    PUBLISHED
  }

  /** The secure entry point (RFC 4034 section 2.1.1): what the parent's DS record is of. */
  private static final int ENTRY_POINT = 1;

  /** How long a mistake in it would last. */
  private static final long DELEGATION_TTL = 3600;

  /** Whether it signs the set of keys. */
  boolean isKeySigning() {
    return (record.getFlags() & ENTRY_POINT) != 0;
  }

  /** The DS record that the zone above must have for it (RFC 4034 section 5), as text. */
  public String delegation() {
    return new DSRecord(record.getName(), DClass.IN, DELEGATION_TTL, DNSSEC.Digest.SHA256, record)
        .toString();
  }

  /** What tells a validator of BIND's to trust it, in place of a zone above. */
  public String trustAnchor() {
    return "trust-anchors { \"%s\" static-key %d %d %d \"%s\"; };%n"
        .formatted(
            record.getName(),
            record.getFlags(),
            record.getProtocol(),
            record.getAlgorithm(),
            Base64.getEncoder().encodeToString(record.getKey()));
  }

  boolean isActive() {
    return switch (use) {
      case ACTIVE -> true;
      case PUBLISHED -> false;
    };
  }
}
