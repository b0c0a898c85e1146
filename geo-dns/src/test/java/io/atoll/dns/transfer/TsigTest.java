package io.atoll.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.dns.Programs;
import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.answer.Served;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/** Messages that are signed, by dnsjava and by dig, rightly and wrongly (RFC 8945 section 5). */
class TsigTest {
  private static final TSIG KEY = TestServer.KEY.key();
  private static final Duration LATE = Duration.ofHours(2);

  @TempDir private Path folder;

  private TestServer server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));

  @AfterEach
  void stop() {
    server.close();
  }

  private static Message query(String name, int type) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
  }

  /** The reply to a message that asks for a zone, over TCP as it came. */
  private Message ask(byte[] message) throws Exception {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(20_000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(message.length);
      out.write(message);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] reply = new byte[in.readUnsignedShort()];
      in.readFully(reply);
      return new Message(reply);
    }
  }

  /** A message that asks for a zone, signed. */
  private static Message signed(TSIG key) {
    Message query = query("atoll.test.", Type.AXFR);
    key.apply(query, null);
    return query;
  }

  private void isRefusedUnsigned(Message request, int error) throws Exception {
    Message reply = ask(request.toWire());
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOTAUTH);
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
    assertThat(reply.getTSIG().getError()).isEqualTo(error);
    assertThat(reply.getTSIG().getSignature()).isEmpty();
    assertThat(reply.getTSIG().getName()).isEqualTo(request.getTSIG().getName());
    assertThat(reply.getTSIG().getOriginalID()).isEqualTo(request.getHeader().getID());
    assertThat(errors(error)).isEqualTo(1);
  }

  private double errors(int error) {
    return server
        .meters()
        .get("atoll_dns_signature_errors_total")
        .tag("error", Rcode.TSIGstring(error))
        .counter()
        .count();
  }

  @Test
  void aMessageThatWasForwardedUnderAnotherIdIsTakenAsItWasSigned() throws Exception {
    Message query = query("ns-eu-west.atoll.test.", Type.A);
    KEY.apply(query, null);
    byte[] forwarded = query.toWire();
    forwarded[0] ^= 0x55;
    int id = query.getHeader().getID() ^ 0x5500;

    Message reply = ask(forwarded);
    assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.getHeader().getID()).isEqualTo(id);
    assertThat(reply.getTSIG().getOriginalID()).isEqualTo(id);
    assertThat(KEY.verify(reply, reply.toWire(), query.getTSIG())).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void aKeyThatIsNotKnownIsToldSo() throws Exception {
    Name stranger = Name.fromConstantString("stranger.");
    isRefusedUnsigned(
        signed(new TSIG(TSIG.HMAC_SHA256, stranger, TestServer.KEY.secret())), Rcode.BADKEY);
  }

  @Test
  void anotherAlgorithmThanTheKeysIsAnotherKey() throws Exception {
    isRefusedUnsigned(
        signed(new TSIG(TSIG.HMAC_SHA512, TestServer.KEY.name(), TestServer.KEY.secret())),
        Rcode.BADKEY);
  }

  @Test
  void aSignatureByAnotherSecretIsToldSo() throws Exception {
    isRefusedUnsigned(
        signed(new TSIG(TSIG.HMAC_SHA256, TestServer.KEY.name(), "c29tZXRoaW5nIGVsc2U=")),
        Rcode.BADSIG);
  }

  @Test
  void whoseClockIsWrongIsToldTheTimeByASignedReply() throws Exception {
    for (Duration off : List.of(LATE, LATE.negated())) {
      byte[] secret = Base64.getDecoder().decode(TestServer.KEY.secret());
      TSIG wrong =
          new TSIG(
              TSIG.HMAC_SHA256,
              TestServer.KEY.name(),
              new SecretKeySpec(secret, "HmacSHA256"),
              Clock.offset(Clock.systemUTC(), off));
      Message request = signed(wrong);
      Message reply = ask(request.toWire());
      assertThat(reply.getRcode()).isEqualTo(Rcode.NOTAUTH);
      TSIGRecord signature = reply.getTSIG();
      assertThat(signature.getError()).isEqualTo(Rcode.BADTIME);
      assertThat(signature.getTimeSigned())
          .isEqualTo(request.getTSIG().getTimeSigned().truncatedTo(ChronoUnit.SECONDS));
      assertThat(signature.getOther()).hasSize(6);
      assertThat(new BigInteger(1, signature.getOther()).longValueExact())
          .isCloseTo(Instant.now().getEpochSecond(), within(LATE.toSeconds() / 2));
      assertThat(wrong.verify(reply, reply.toWire(), request.getTSIG())).isEqualTo(Rcode.NOERROR);
    }
    assertThat(errors(Rcode.BADTIME)).isEqualTo(2);
  }

  @Test
  void aShortenedSignatureIsTakenForNoneAndOneOfNoPossibleLengthForMalformed() throws Exception {
    for (int length : new int[] {16, 31}) {
      Message request = withLength(length);
      Message reply = ask(request.toWire());
      assertThat(reply.getRcode()).isEqualTo(Rcode.NOTAUTH);
      assertThat(reply.getTSIG().getError()).isEqualTo(Rcode.BADTRUNC);
      assertThat(KEY.verify(reply, reply.toWire(), request.getTSIG())).isEqualTo(Rcode.NOERROR);
    }
    assertThat(errors(Rcode.BADTRUNC)).isEqualTo(2);
    for (int length : new int[] {0, 9, 15, 33, 64}) {
      Message reply = ask(withLength(length).toWire());
      assertThat(reply.getRcode()).as("%d bytes", length).isEqualTo(Rcode.FORMERR);
      assertThat(reply.getTSIG()).isNull();
    }
  }

  private static Message withLength(int length) {
    Message request = signed(KEY);
    TSIGRecord whole = request.getTSIG();
    request.removeRecord(whole, Section.ADDITIONAL);
    request.addRecord(
        new TSIGRecord(
            whole.getName(),
            DClass.ANY,
            0,
            whole.getAlgorithm(),
            whole.getTimeSigned(),
            whole.getFudge(),
            Arrays.copyOf(whole.getSignature(), length),
            whole.getOriginalID(),
            0,
            null),
        Section.ADDITIONAL);
    return request;
  }

  @Test
  void aSignatureThatIsNotTheLastRecordIsMalformed() throws Exception {
    Message twice = signed(KEY);
    twice.addRecord(twice.getTSIG(), Section.ADDITIONAL);
    assertThat(ask(twice.toWire()).getRcode()).isEqualTo(Rcode.FORMERR);
    Message answer = query("atoll.test.", Type.SOA);
    answer.addRecord(signed(KEY).getTSIG(), Section.ANSWER);
    assertThat(ask(answer.toWire()).getRcode()).isEqualTo(Rcode.FORMERR);
    byte[] cut = signed(KEY).toWire();
    // The last two bytes are the length of other data, of which there is none.
    cut[cut.length - 1] = 1;
    assertThat(ask(cut).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void aSignedAnswerThatNoLongerFitsIsTruncatedAndSigned() throws Exception {
    List<ZoneConfig.Entry> records = new ArrayList<>();
    // Some 480 bytes, and 90 of signature.
    for (int i = 0; i < 28; i++) {
      records.add(Zones.host("full", "192.0.2." + i));
    }
    server.close();
    server =
        new TestServer(
            WireLimits.DEFAULT,
            new Served(new ZoneLoader(Zones.config(List.of(), records)).load(), null));
    Message query = query("full.atoll.test.", Type.A);
    SimpleResolver client = server.client();
    assertThat(client.send(query).getSection(Section.ANSWER)).hasSize(28);
    client.setTSIGKey(KEY);
    Message signed = client.send(query);
    assertThat(signed.isVerified()).isTrue();
    assertThat(signed.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(signed.numBytes()).isLessThanOrEqualTo(512);
    client.setTCP(true);
    Message whole = client.send(query);
    assertThat(whole.isVerified()).isTrue();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(28);
  }

  @Test
  void digIsToldWhatIsWrong() throws Exception {
    assumeTrue(Programs.isThere("dig"), "SKIPPED: no dig; Debian: apt-get install dnsutils");
    assertThat(dig("stranger.", TestServer.KEY.secret())).contains("NOTAUTH").contains("BADKEY");
    assertThat(dig("to-backup.", "c29tZXRoaW5nIGVsc2U=")).contains("NOTAUTH").contains("BADSIG");
    assertThat(dig("to-backup.", TestServer.KEY.secret(), "+fuzztime=1000000"))
        .contains("NOTAUTH")
        .contains("BADTIME");
  }

  @Test
  void aFileWithoutASecretIsNamedAndWhatIsInItIsNot() throws IOException {
    for (String text : List.of("", "no secret, but close")) {
      Path file = Files.writeString(folder.resolve("tsig"), text);
      TransferConfig config =
          new TransferConfig(
              List.of(new TransferConfig.Key(TestServer.KEY.name(), TSIG.HMAC_SHA256, file)),
              List.of());
      assertThatThrownBy(config::load)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("openssl rand -base64 32")
          .hasMessageNotContaining("close");
    }
  }

  private String dig(String key, String secret, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("dig", "@" + TestServer.HOST, "-p"));
    command.add(String.valueOf(server.address().getPort()));
    command.addAll(List.of("-y", "hmac-sha256:" + key + ":" + secret));
    command.addAll(List.of(more));
    command.addAll(List.of("atoll.test", "soa"));
    return Programs.run(command.toArray(new String[0]));
  }
}
