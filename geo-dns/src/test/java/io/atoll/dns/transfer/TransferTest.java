package io.atoll.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.dns.Programs;
import io.atoll.dns.SignedZones;
import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.answer.Served;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.Zone;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** Whole zones, asked for by dnsjava's client and by dig. */
class TransferTest {
  private static final TSIG KEY = TestServer.KEY.key();
  private static final TSIG WRONG =
      new TSIG(TSIG.HMAC_SHA256, TestServer.KEY.name(), "c29tZXRoaW5nIGVsc2U=");

  @TempDir private Path folder;

  private TestServer server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));

  @AfterEach
  void stop() {
    server.close();
  }

  private void serve(Served zone) {
    server.close();
    server = new TestServer(WireLimits.DEFAULT, zone).follow(Tables.allUp(1));
  }

  private List<Record> transfer(@Nullable TSIG key) throws Exception {
    ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Zones.APEX, server.address(), key);
    transfer.run();
    return transfer.getAXFR();
  }

  private static List<String> data(List<Record> records, String name, int type) {
    return records.stream()
        .filter(record -> record.getName().toString().equals(name) && record.getType() == type)
        .map(Record::rdataToString)
        .toList();
  }

  @Test
  void aSecondaryIsGivenEveryRecordAndOfRoutedNamesAddressesOfEveryRegion() throws Exception {
    List<Record> records = transfer(KEY);
    assertThat(records.getFirst().getType()).isEqualTo(Type.SOA);
    assertThat(records.getLast()).isEqualTo(records.getFirst());
    assertThat(data(records, "www.atoll.test.", Type.A))
        .containsExactlyInAnyOrder(
            "127.0.1.1", "127.0.1.2", "127.0.2.1", "127.0.2.2", "127.0.3.1", "127.0.3.2");
    assertThat(data(records, "www.atoll.test.", Type.HTTPS).getFirst())
        .contains("127.0.1.1", "127.0.3.1");
    assertThat(data(records, "many.atoll.test.", Type.A)).hasSize(Zones.MANY);
    assertThat(data(records, "*.wild.atoll.test.", Type.TXT)).containsExactly("\"found\"");
    assertThat(data(records, "*.customers.atoll.test.", Type.A)).hasSize(6);
    assertThat(data(records, "ns.sub.atoll.test.", Type.A)).containsExactly("192.0.2.53");
    assertThat(data(records, "alias.atoll.test.", Type.CNAME)).containsExactly("www.atoll.test.");
    assertThat(server.meters().get("atoll_dns_transfers_total").counter().count()).isEqualTo(1);
  }

  @Test
  void whoeverAsksForChangesIsGivenAllOrToldThatThereAreNone() throws Exception {
    server.answerer().stamp(Zones.APEX, 100);
    ZoneTransferIn older = changesSince(99);
    assertThat(older.isAXFR()).isTrue();
    assertThat(older.getAXFR()).hasSameElementsAs(transfer(KEY));
    assertThat(changesSince(100).isCurrent()).isTrue();
    assertThat(changesSince(101).isCurrent()).isTrue();
  }

  private ZoneTransferIn changesSince(long serial) throws Exception {
    ZoneTransferIn transfer =
        ZoneTransferIn.newIXFR(Zones.APEX, serial, /* fallback= */ false, server.address(), KEY);
    transfer.run();
    return transfer;
  }

  @Test
  void nobodyElseIsGivenAnything() {
    for (TSIG key : new TSIG[] {null, WRONG}) {
      assertThatThrownBy(() -> transfer(key)).isInstanceOf(ZoneTransferException.class);
    }
    assertThatThrownBy(
            () -> {
              ZoneTransferIn other =
                  ZoneTransferIn.newAXFR(
                      Name.fromConstantString("example.org."), server.address(), KEY);
              other.run();
            })
        .isInstanceOf(ZoneTransferException.class);
    assertThat(server.meters().get("atoll_dns_transfers_total").counter().count()).isZero();
  }

  @Test
  void aZoneOfManyMessagesComesWholeAndTheConnectionGoesOn() throws Exception {
    List<ZoneConfig.Entry> records = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      records.add(Zones.host("host-%d-with-a-name-of-some-length".formatted(i), "192.0.2.1"));
    }
    ZoneConfig config = Zones.config(List.of(new RoutedName("www")), records);
    serve(new Served(new ZoneLoader(config).load(), null));
    // Two name servers with their addresses, the zone's beginning twice.
    assertThat(transfer(KEY)).hasSize(5_000 + 6 + 4 + 2);
  }

  @Test
  void aSignedZoneComesWithASignatureOfEachSetAndAChainOfAllNames() throws Exception {
    SignedZones zones = SignedZones.in(folder);
    serve(zones.zone(System::currentTimeMillis, 500, new SimpleMeterRegistry()));
    List<Record> records = transfer(KEY);
    TreeMap<Name, NSECRecord> chain = new TreeMap<>();
    List<RRSIGRecord> signatures = new ArrayList<>();
    for (Record record : records) {
      switch (record) {
        case NSECRecord link -> chain.put(link.getName(), link);
        case RRSIGRecord signature -> signatures.add(signature);
        default -> {}
      }
    }
    for (RRSIGRecord signature : signatures) {
      RRset set = new RRset();
      records.stream()
          .filter(record ->
              record.getName().equals(signature.getName())
                  && record.getType() == signature.getTypeCovered())
          .distinct()
          .forEach(set::addRR);
      DNSSEC.verify(set, signature, zones.key().record());
    }
    Zone zone = Zones.test();
    List<Name> owners =
        records.stream()
            .filter(record -> !(record instanceof RRSIGRecord))
            .map(Record::getName)
            .filter(name -> !name.toString().equals("ns.sub.atoll.test."))
            .distinct()
            .sorted()
            .toList();
    assertThat(List.copyOf(chain.keySet())).isEqualTo(owners);
    Name at = zone.apex();
    for (int i = 0; i < owners.size(); i++) {
      at = Objects.requireNonNull(chain.get(at), at.toString()).getNext();
    }
    assertThat(at).isEqualTo(zone.apex());
    // All but glue, and who the servers of other zones are.
    assertThat(signatures.stream().map(Record::getName).collect(Collectors.toSet()))
        .hasSameElementsAs(owners);
    assertThat(data(records, "sub.atoll.test.", Type.RRSIG)).hasSize(1);
  }

  @Test
  void digGetsTheWholeZone() throws Exception {
    assumeTrue(Programs.isThere("dig"), "SKIPPED: no dig; Debian: apt-get install dnsutils");
    String said =
        Programs.run(
            "dig",
            "@" + TestServer.HOST,
            "-p",
            String.valueOf(server.address().getPort()),
            "-y",
            "hmac-sha256:%s:%s".formatted(TestServer.KEY.name(), TestServer.KEY.secret()),
            "atoll.test",
            "axfr");
    assertThat(said).contains("XFR size: ").contains("many.atoll.test.").doesNotContain("WARNING");
  }

  @Test
  void anySignedQueryIsAnsweredSignedAndOneThatIsSignedWronglyRefused() throws Exception {
    Message query = Message.newQuery(Record.newRecord(Zones.APEX, Type.SOA, DClass.IN));
    for (boolean tcp : List.of(false, true)) {
      SimpleResolver secondary = server.client();
      secondary.setTCP(tcp);
      secondary.setTSIGKey(KEY);
      Message reply = secondary.send(query);
      assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(reply.isVerified()).isTrue();
    }
    Message forged = query.clone();
    WRONG.apply(forged, null);
    Message refused = server.client().send(forged);
    assertThat(refused.getRcode()).isEqualTo(Rcode.NOTAUTH);
  }
}
