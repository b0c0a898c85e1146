package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.geo.Network;
import io.atoll.dns.wire.Incoming.Accepted;
import io.atoll.dns.wire.Incoming.Ignored;
import io.atoll.dns.wire.Incoming.Rejected;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class QueryReaderTest {
  @Test
  void aPlainQueryIsAccepted() {
    Query query = accepted(query().toWire());
    assertThat(query.name()).hasToString("wWw.AtOll.test.");
    assertThat(query.type()).isEqualTo(Type.A);
    assertThat(query.dnsClass()).isEqualTo(DClass.IN);
    assertThat(query.edns()).isNull();
  }

  @Test
  void ednsSaysWhatTheClientTakes() {
    Edns edns = Objects.requireNonNull(accepted(with(new OPTRecord(4096, 0, 0, 0x8000))).edns());
    assertThat(edns).isEqualTo(Edns.plain(0, 4096, Edns.DNSSEC_OK));
  }

  @ParameterizedTest
  @CsvSource({
    "0001 18 00 510245,   81.2.69.0/24",
    "0001 20 00 510245A0, 81.2.69.160/32",
    "0001 07 00 50,       80.0.0.0/7",
    "0002 38 00 20010DB8000100, 2001:db8:1:0:0:0:0:0/56"
  })
  void aClientSubnetIsRead(String option, String network) {
    ClientSubnet subnet = accepted(withSubnet(option)).clientSubnet();
    assertThat(Objects.requireNonNull(subnet).network()).isEqualTo(Network.parse(network));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0001 00 00", "0002 00 00", "0000 00 00"})
  void aClientThatHidesHasNoSubnet(String option) {
    ClientSubnet subnet = accepted(withSubnet(option)).clientSubnet();
    assertThat(Objects.requireNonNull(subnet).network()).isNull();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "'',                       empty",
    "0001 18,                  without scope",
    "0001 18 00 5102,          address too short",
    "0001 18 00 510245A0,      address too long",
    "0001 18 18 510245,        scope in a query",
    "0001 17 00 510245,        bits beyond the prefix",
    "0001 21 00 5102450000,    longer than IPv4",
    "0002 81 00 0000000000000000000000000000000000, longer than IPv6",
    "0003 18 00 510245,        unknown family",
    "0000 18 00 510245,        no family but an address",
    "0003 00 00,               unknown family without address"
  })
  void aMalformedClientSubnetIsAFormErrorThatStillSpeaksEdns(String option, String what) {
    Rejected rejected = rejected(withSubnet(option));
    assertThat(rejected.rcode()).as(what).isEqualTo(Rcode.FORMERR);
    assertThat(Objects.requireNonNull(rejected.query()).edns()).as(what).isNotNull();
  }

  @Test
  void aSecondClientSubnetIsAFormError() {
    EDNSOption option = subnet("0001 18 00 510245");
    assertThat(rejected(with(new OPTRecord(1232, 0, 0, 0, List.of(option, option)))).rcode())
        .isEqualTo(Rcode.FORMERR);
  }

  @Test
  void unknownOptionsArePassedOver() {
    EDNSOption unknown = new GenericEDNSOption(65_001, new byte[] {1, 2, 3});
    assertThat(accepted(with(new OPTRecord(1232, 0, 0, 0, List.of(unknown)))).edns()).isNotNull();
  }

  @Test
  void anUnknownEdnsVersionIsBadversWhateverItsOptions() {
    OPTRecord future = new OPTRecord(1232, 0, 1, 0, List.of(subnet("FFFF")));
    assertThat(rejected(with(future)).rcode()).isEqualTo(Rcode.BADVERS);
  }

  @Test
  void aSecondOptOrOneOfANameIsAFormError() {
    Message twice = query();
    twice.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    twice.addRecord(new OPTRecord(1231, 0, 0), Section.ADDITIONAL);
    assertThat(rejected(twice.toWire()).rcode()).isEqualTo(Rcode.FORMERR);
    Message elsewhere = query();
    elsewhere.addRecord(new OPTRecord(1232, 0, 0), Section.AUTHORITY);
    assertThat(rejected(elsewhere.toWire()).rcode()).isEqualTo(Rcode.FORMERR);
    byte[] named = with(new OPTRecord(1232, 0, 0));
    byte[] opt = Arrays.copyOfRange(named, named.length - 10, named.length);
    byte[] front = Arrays.copyOf(named, named.length - 11);
    // The owner becomes a pointer to the question's name.
    assertThat(rejected(concat(front, new byte[] {(byte) 0xc0, 12}, opt)).rcode())
        .isEqualTo(Rcode.FORMERR);
  }

  @Test
  void otherOpcodesAreNotImplemented() {
    for (int opcode : List.of(Opcode.IQUERY, Opcode.STATUS, Opcode.NOTIFY, Opcode.UPDATE, 15)) {
      Message message = query();
      message.getHeader().setOpcode(opcode);
      Rejected rejected = rejected(message.toWire());
      assertThat(rejected.rcode()).as("opcode %d", opcode).isEqualTo(Rcode.NOTIMP);
      assertThat(rejected.header().opcode()).isEqualTo(opcode);
    }
  }

  @Test
  void responsesAndFragmentsOfAHeaderAreIgnored() {
    byte[] query = query().toWire();
    for (int length = 0; length < 12; length++) {
      assertThat(QueryReader.read(Arrays.copyOf(query, length))).isInstanceOf(Ignored.class);
    }
    query[2] |= (byte) 0x80;
    assertThat(QueryReader.read(query)).isInstanceOf(Ignored.class);
  }

  @Test
  void everyCutOfAQueryIsAFormError() {
    byte[] query = withSubnet("0001 18 00 510245");
    for (int length = 12; length < query.length; length++) {
      assertThat(rejected(Arrays.copyOf(query, length)).rcode())
          .as("cut to %d bytes", length)
          .isEqualTo(Rcode.FORMERR);
    }
  }

  @Test
  void bytesAfterTheMessageAreAFormError() {
    assertThat(rejected(concat(query().toWire(), new byte[1])).rcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void noQuestionOrTwoAreAFormError() {
    assertThat(rejected(new byte[12]).rcode()).isEqualTo(Rcode.FORMERR);
    Message two = query();
    two.addRecord(question("other.test."), Section.QUESTION);
    assertThat(rejected(two.toWire()).rcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void aNameThatPointsAtItselfIsAFormError() {
    byte[] header = Arrays.copyOf(query().toWire(), 12);
    byte[] loop = concat(header, new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1});
    assertThat(rejected(loop).rcode()).isEqualTo(Rcode.FORMERR);
  }

  private static Query accepted(byte[] message) {
    Incoming incoming = QueryReader.read(message);
    assertThat(incoming).isInstanceOf(Accepted.class);
    return ((Accepted) incoming).query();
  }

  private static Rejected rejected(byte[] message) {
    Incoming incoming = QueryReader.read(message);
    assertThat(incoming).isInstanceOf(Rejected.class);
    return (Rejected) incoming;
  }

  private static Message query() {
    return Message.newQuery(question("wWw.AtOll.test."));
  }

  private static Record question(String name) {
    return Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN);
  }

  private static byte[] with(OPTRecord opt) {
    Message message = query();
    message.addRecord(opt, Section.ADDITIONAL);
    return message.toWire();
  }

  private static byte[] withSubnet(String hex) {
    return with(new OPTRecord(1232, 0, 0, 0, List.of(subnet(hex))));
  }

  private static EDNSOption subnet(String hex) {
    return new GenericEDNSOption(
        EDNSOption.Code.CLIENT_SUBNET, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static byte[] concat(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
