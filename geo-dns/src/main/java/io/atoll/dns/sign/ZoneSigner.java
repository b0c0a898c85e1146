package io.atoll.dns.sign;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atoll.core.time.WallClock;
import io.atoll.dns.guard.Budget;
import io.atoll.dns.wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Signs the replies of one zone. A signature is kept and used again until half of its life is over,
 * so that a change of routing signs only what was never answered before.
 */
public final class ZoneSigner {
  /** How wrong the clocks of resolvers may be. */
  private static final Duration SKEW = Duration.ofHours(1);

  /** At about half a kilobyte each. */
  private static final int KEPT_MAX = 16_384;

  /** What a signature is of: records of one name and type, whatever their order. */
  private record Signed(long ttl, Set<Record> records) {
    static Signed of(List<Record> set) {
      return new Signed(set.getFirst().getTTL(), Set.copyOf(set));
    }
  }

  private final Name apex;
  private final ZoneKeys keys;
  private final Duration validity;
  private final WallClock clock;
  private final Budget budget;
  private final SigningMeters meters;
  private final Cache<Signed, List<RRSIGRecord>> kept =
      Caffeine.newBuilder().maximumSize(KEPT_MAX).build();

  /**
   * @param validity how long a signature is good for
   * @param budget of signatures made on demand, so that whoever asks for names that aren't there
   *     can't take the processor from those who ask for names that are
   */
  public ZoneSigner(
      Name apex,
      ZoneKeys keys,
      Duration validity,
      WallClock clock,
      Budget budget,
      SigningMeters meters) {
    this.apex = apex;
    this.keys = keys;
    this.validity = validity;
    this.clock = clock;
    this.budget = budget;
    this.meters = meters;
  }

  /** The reply with a signature behind each record set that this zone answers for. */
  public Reply sign(Reply reply) {
    return reply.with(signed(reply.answer()), signed(reply.authority()));
  }

  /**
   * The same for a name that isn't in the zone, or that a wildcard stands for, as if it were a name
   * of its own; empty if that needs more signatures than may be made now.
   *
   * @param reply possibly with the signatures of the wildcard
   */
  public Optional<Reply> signOnDemand(Reply reply, Name name) {
    Reply own = reply.with(own(reply.answer(), name), own(reply.authority(), name));
    int missing = missing(own.answer()) + missing(own.authority());
    if (missing > 0 && !budget.take(missing)) {
      meters.refused();
      return Optional.empty();
    }
    return Optional.of(sign(own));
  }

  private static List<Record> own(List<Record> records, Name name) {
    return records.stream()
        .filter(record -> record.getType() != Type.RRSIG)
        .map(record ->
            record instanceof NSECRecord proof && proof.getName().equals(name)
                ? Denial.of(name, proof)
                : record)
        .toList();
  }

  private int missing(List<Record> records) {
    return (int) sets(records).stream().filter(set -> isSigned(set) && kept(set).isEmpty()).count();
  }

  private List<Record> signed(List<Record> records) {
    List<Record> signed = new ArrayList<>();
    for (List<Record> set : sets(records)) {
      signed.addAll(set);
      if (isSigned(set)) {
        signed.addAll(kept(set).orElseGet(() -> made(set)));
      }
    }
    return signed;
  }

  private static Collection<List<Record>> sets(List<Record> records) {
    record Of(Name owner, int type) {}
    Map<Of, List<Record>> sets = new LinkedHashMap<>();
    for (Record record : records) {
      sets.computeIfAbsent(new Of(record.getName(), record.getType()), _ -> new ArrayList<>())
          .add(record);
    }
    return sets.values();
  }

  /** Of a delegation, the other zone signs who its servers are (RFC 4035 section 2.2). */
  private boolean isSigned(List<Record> set) {
    Record first = set.getFirst();
    return first.getType() != Type.NS || first.getName().equals(apex);
  }

  private Optional<List<RRSIGRecord>> kept(List<Record> set) {
    Instant half = now().plus(validity.dividedBy(2));
    return Optional.ofNullable(kept.getIfPresent(Signed.of(set)))
        .filter(signatures ->
            signatures.stream().allMatch(signature -> signature.getExpire().isAfter(half)));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private List<RRSIGRecord> made(List<Record> set) {
    Instant now = now();
    RRset whole = new RRset(set);
    List<RRSIGRecord> signatures =
        keys.signing(whole.getType()).stream().map(key -> signature(whole, key, now)).toList();
    kept.put(Signed.of(set), signatures);
    meters.made(signatures.size());
    return signatures;
  }

  private RRSIGRecord signature(RRset set, SigningKey key, Instant now) {
    try {
      return DNSSEC.sign(set, key.record(), key.secret(), now.minus(SKEW), now.plus(validity));
    } catch (DNSSECException e) {
      throw new IllegalStateException(
          "expected key %d to sign %s, but %s"
              .formatted(key.record().getFootprint(), set.getName(), e.getMessage()),
          e);
    }
  }
}
