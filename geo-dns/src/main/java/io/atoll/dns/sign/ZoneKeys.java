package io.atoll.dns.sign;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CDNSKEYRecord;
import org.xbill.DNS.CDSRecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** All keys of a zone, and which of them signs what. */
public final class ZoneKeys {
  /** More make answers about keys so long that they don't fit into a datagram. */
  private static final int COUNT_MAX = 6;

  private final Name apex;
  private final List<SigningKey> keys;
  private final List<SigningKey> ofKeys;
  private final List<SigningKey> ofZone;

  /**
   * @throws IllegalArgumentException if none of them signs the zone
   */
  public ZoneKeys(Name apex, List<SigningKey> keys) {
    this.apex = apex;
    this.keys = List.copyOf(keys);
    List<SigningKey> active = keys.stream().filter(SigningKey::isActive).toList();
    if (active.isEmpty() || keys.size() > COUNT_MAX) {
      throw new IllegalArgumentException(
          "zone %s has %d keys of which %d are active; give it one to %d, at least one active"
              .formatted(apex, keys.size(), active.size(), COUNT_MAX));
    }
    this.ofKeys = orAll(active, active.stream().filter(SigningKey::isKeySigning).toList());
    this.ofZone = orAll(active, active.stream().filter(key -> !key.isKeySigning()).toList());
  }

  private static List<SigningKey> orAll(List<SigningKey> all, List<SigningKey> some) {
    return some.isEmpty() ? all : some;
  }

  /** The keys that sign records of a type. */
  List<SigningKey> signing(int type) {
    return switch (type) {
      // RFC 7344 section 4.1: what speaks to the parent is signed by what the parent knows.
      case Type.DNSKEY, Type.CDS, Type.CDNSKEY -> ofKeys;
      default -> ofZone;
    };
  }

  /**
   * What the apex says of them: all keys, and, for the parent to fetch (RFC 7344), those that its
   * DS records should be of.
   *
   * @param ttl in seconds
   */
  public List<Record> records(long ttl) {
    List<Record> records = new ArrayList<>();
    keys.forEach(key -> records.add(dnskey(key, ttl)));
    for (SigningKey key : ofKeys) {
      records.add(
          new CDNSKEYRecord(
              apex,
              DClass.IN,
              ttl,
              key.record().getFlags(),
              key.record().getProtocol(),
              key.record().getAlgorithm(),
              key.record().getKey()));
      records.add(new CDSRecord(apex, DClass.IN, ttl, DNSSEC.Digest.SHA256, dnskey(key, ttl)));
    }
    return records;
  }

  private DNSKEYRecord dnskey(SigningKey key, long ttl) {
    DNSKEYRecord record = key.record();
    return new DNSKEYRecord(
        apex,
        DClass.IN,
        ttl,
        record.getFlags(),
        record.getProtocol(),
        record.getAlgorithm(),
        record.getKey());
  }
}
