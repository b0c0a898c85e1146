package io.atoll.dns.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.SignedZones;
import io.atoll.dns.Zones;
import io.atoll.dns.guard.Budget;
import io.atoll.dns.wire.Reply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;

class ZoneSignerTest {
  private static final Name NAME = Name.fromConstantString("www.atoll.test.");
  private static final int PER_SECOND = 3;

  @TempDir private Path folder;
  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
  private final AtomicLong nanos = new AtomicLong();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private SigningKey key;
  private ZoneSigner signer;

  @BeforeEach
  void makeKey() throws IOException {
    key = SignedZones.in(folder).key();
    signer = signer(key);
  }

  private ZoneSigner signer(SigningKey... keys) {
    return new ZoneSigner(
        Zones.APEX,
        new ZoneKeys(Zones.APEX, List.of(keys)),
        Duration.ofDays(14),
        millis::get,
        new Budget(PER_SECOND, nanos::get),
        new SigningMeters(meters));
  }

  @Test
  void aSignatureIsGoodFromAnHourAgoUntilItsTimeIsOver() throws Exception {
    RRSIGRecord signature = signature(signer.sign(answer("192.0.2.1", "192.0.2.2")));
    Instant now = Instant.ofEpochMilli(millis.get());
    assertThat(signature.getTimeSigned()).isEqualTo(now.minus(Duration.ofHours(1)));
    assertThat(signature.getExpire()).isEqualTo(now.plus(Duration.ofDays(14)));
    assertThat(signature.getSigner()).isEqualTo(Zones.APEX);
    assertThat(signature.getFootprint()).isEqualTo(key.record().getFootprint());
  }

  @Test
  void aSetIsSignedOnceInWhateverOrderUntilHalfOfTheTimeIsOver() {
    RRSIGRecord first = signature(signer.sign(answer("192.0.2.1", "192.0.2.2")));
    assertThat(signature(signer.sign(answer("192.0.2.2", "192.0.2.1")))).isSameAs(first);
    millis.addAndGet(Duration.ofDays(6).toMillis());
    assertThat(signature(signer.sign(answer("192.0.2.1", "192.0.2.2")))).isSameAs(first);
    millis.addAndGet(Duration.ofDays(2).toMillis());
    RRSIGRecord renewed = signature(signer.sign(answer("192.0.2.1", "192.0.2.2")));
    assertThat(renewed.getExpire()).isAfter(first.getExpire());
    assertThat(meters.get("atoll_dns_signatures_total").counter().count()).isEqualTo(2);
  }

  @Test
  void onDemandOnlySoManyAreMadeInASecond() {
    for (int i = 0; i < PER_SECOND; i++) {
      assertThat(onDemand("n" + i)).isPresent();
    }
    assertThat(onDemand("more")).isEmpty();
    assertThat(onDemand("n0")).as("one that is kept").isPresent();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos() / PER_SECOND + 1);
    assertThat(onDemand("more")).isPresent();
    assertThat(onDemand("evenmore")).isEmpty();
    assertThat(meters.get("atoll_dns_signing_refused_total").counter().count()).isEqualTo(2);
  }

  private Optional<Reply> onDemand(String label) {
    Name name = Name.fromConstantString(label + ".atoll.test.");
    return signer.signOnDemand(Reply.answer(List.of(Denial.noSuchName(name, 30)), List.of()), name);
  }

  @Test
  void aZoneSigningKeySignsTheZoneAndAKeySigningKeyTheKeys() throws IOException {
    SigningKey zoneKey = withFlags(SignedZones.in(folder).key(), 256);
    ZoneSigner two = signer(key, zoneKey);
    assertThat(signature(two.sign(answer("192.0.2.1"))).getFootprint())
        .isEqualTo(zoneKey.record().getFootprint());
    Reply keys = Reply.answer(List.of(key.record(), zoneKey.record()), List.of());
    assertThat(signature(two.sign(keys)).getFootprint()).isEqualTo(key.record().getFootprint());
  }

  private static SigningKey withFlags(SigningKey key, int flags) {
    DNSKEYRecord record = key.record();
    return new SigningKey(
        new DNSKEYRecord(
            record.getName(),
            DClass.IN,
            0,
            flags,
            record.getProtocol(),
            record.getAlgorithm(),
            record.getKey()),
        key.secret(),
        key.use());
  }

  private static Reply answer(String... addresses) {
    return Reply.answer(
        List.of(addresses).stream()
            .<Record>map(address -> new ARecord(NAME, DClass.IN, 5, InetAddress.ofLiteral(address)))
            .toList(),
        List.of());
  }

  private static RRSIGRecord signature(Reply reply) {
    return (RRSIGRecord) reply.answer().getLast();
  }
}
