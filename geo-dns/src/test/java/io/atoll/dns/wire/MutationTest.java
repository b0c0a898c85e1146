package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.TestServer;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Tables;
import io.atoll.testkit.property.Property;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** Real queries with a few bytes changed, cut, doubled or swapped. */
class MutationTest {
  private static final int PACKETS = 20_000;
  private static final int PACKETS_IN_ALL = 1_000_000;
  private static final long SEED = 42;

  /** A byte kept of each packet would be a million. */
  private static final long RETAINED_BYTES_MAX = 1_000_000;

  private static final int PACKETS_OVER_SOCKETS = 2_000;
  private static final int CHANGES_MAX = 6;
  private static final InetAddress FROM = InetAddress.ofLiteral("81.2.69.160");
  private static final List<byte[]> SEEDS =
      List.of(
          query("www.atoll.test.", Type.A, ""),
          query("WWW.atoll.test.", Type.AAAA, "0001180051 0245"),
          query("api.atoll.test.", Type.A, "00023800 20010db8000100"),
          query("many.atoll.test.", Type.A, "00010000"),
          query("atoll.test.", Type.NS, ""),
          query("deep.atoll.test.", Type.ANY, ""),
          query("nothere.atoll.test.", Type.MX, ""),
          query("example.org.", Type.A, ""),
          signed(query("atoll.test.", Type.SOA, "")));

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void noMutationBreaksTheServerAndEveryReplyParses() {
    Property.forAll(
        1,
        PACKETS,
        random -> {
          byte[] packet = mutated(random);
          Transport transport = random.nextInt(8) == 0 ? Transport.TCP : Transport.UDP;
          byte[] reply = server.messages().handle(packet, FROM, transport);
          String seen = HexFormat.of().formatHex(packet);
          boolean silence = packet.length < 12 || (packet[2] & 0x80) != 0;
          assertThat(reply == null).as(seen).isEqualTo(silence);
          if (reply == null || repeatsWhatDnsjavaCanNotRead(packet)) {
            return;
          }
          Message parsed = new Message(reply);
          assertThat(reply[0]).as(seen).isEqualTo(packet[0]);
          assertThat(reply[1]).as(seen).isEqualTo(packet[1]);
          assertThat(parsed.getHeader().getFlag(0)).as(seen).isTrue();
          assertThat(parsed.toWire().length).as(seen).isEqualTo(reply.length);
          if (transport == Transport.UDP) {
            assertThat(reply.length).as(seen).isLessThanOrEqualTo(1232);
          }
        });
    assertThat(count("SERVFAIL")).as("queries that made the server throw").isZero();
  }

  /** Both ways through the server; what a reply says is the other test's matter. */
  @Test
  void aMillionMutationsNeitherKillNorHangNorLeak() {
    RandomGenerator random = new SplittableRandom(SEED);
    QuickReplies quick = server.messages().quickReplies();
    byte[] out = new byte[Datagrams.REPLY_BYTES_MAX];
    int quickly = 0;
    long before = usedAfterCollection();
    for (int i = 0; i < PACKETS_IN_ALL; i++) {
      byte[] packet = mutated(random);
      quick.query().from(Network.Family.IPV4, 0x510245a0L << 32, 0);
      int length = quick.reply(packet, packet.length, out);
      byte[] reply =
          length == QuickReplies.NONE
              ? server.messages().handle(packet, FROM, Transport.UDP)
              : Arrays.copyOf(out, length);
      quickly += length == QuickReplies.NONE ? 0 : 1;
      if (reply != null) {
        boolean answersIt =
            reply.length <= 1232 && reply[0] == packet[0] && reply[1] == packet[1] && reply[2] < 0;
        assertThat(answersIt).as(() -> HexFormat.of().formatHex(packet)).isTrue();
      }
    }
    // Most mutations are no plain query any more; enough are for the quick way to be tried.
    assertThat(quickly).isBetween(PACKETS_IN_ALL / 100, PACKETS_IN_ALL / 2);
    assertThat(count("SERVFAIL")).as("queries that made the server throw").isZero();
    assertThat(usedAfterCollection() - before).isLessThan(RETAINED_BYTES_MAX);
  }

  private static long usedAfterCollection() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void theSocketStillAnswersAfterAFlood() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server.address());
      Property.forAll(100_000, PACKETS_OVER_SOCKETS, random -> send(socket, mutated(random)));
    }
    Message query = new Message(SEEDS.getFirst());
    assertThat(server.client().send(query).getSection(Section.ANSWER)).hasSize(2);
  }

  /** A client subnet of no family is legal, and dig sends it, but dnsjava takes it for broken. */
  private static boolean repeatsWhatDnsjavaCanNotRead(byte[] packet) {
    Query query =
        switch (QueryReader.read(packet)) {
          case Incoming.Accepted(Query accepted) -> accepted;
          case Incoming.Rejected rejected -> rejected.query();
          case Incoming.CookieOnly _, Incoming.Ignored _ -> null;
        };
    return query != null && query.clientSubnet() != null && query.clientSubnet().family() == 0;
  }

  private static double count(String rcode) {
    return server.meters().get("atoll_dns_queries_total").tag("rcode", rcode).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private static void send(DatagramSocket socket, byte[] packet) throws IOException {
    socket.send(new DatagramPacket(packet, packet.length));
  }

  private static byte[] mutated(RandomGenerator random) {
    byte[] packet = SEEDS.get(random.nextInt(SEEDS.size())).clone();
    int changes = random.nextInt(1, CHANGES_MAX + 1);
    for (int i = 0; i < changes && packet.length > 0; i++) {
      packet = change(packet, random);
    }
    return packet;
  }

  private static byte[] change(byte[] packet, RandomGenerator random) {
    int at = random.nextInt(packet.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(packet, at);
      case 1 -> Arrays.copyOf(packet, packet.length + random.nextInt(1, 40));
      case 2 -> set(packet, at, packet[at] ^ (1 << random.nextInt(8)));
      case 3 -> set(packet, at, random.nextInt(256));
      // Mostly header and lengths are small numbers, so small numbers go deepest.
      case 4 -> set(packet, at, random.nextInt(4));
      default -> set(packet, at, packet[random.nextInt(packet.length)]);
    };
  }

  private static byte[] set(byte[] packet, int at, int value) {
    packet[at] = (byte) value;
    return packet;
  }

  /** Long ago, so that it is the same whenever the test runs. */
  private static byte[] signed(byte[] query) {
    try {
      Message message = new Message(query);
      byte[] secret = Base64.getDecoder().decode(TestServer.KEY.secret());
      Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
      new TSIG(
              TSIG.HMAC_SHA256,
              TestServer.KEY.name(),
              new SecretKeySpec(secret, "HmacSHA256"),
              clock)
          .apply(message, null);
      return message.toWire();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] query(String name, int type, String subnet) {
    Message message =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    if (!subnet.isEmpty()) {
      EDNSOption option =
          new GenericEDNSOption(
              EDNSOption.Code.CLIENT_SUBNET, HexFormat.of().parseHex(subnet.replace(" ", "")));
      message.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(option)), Section.ADDITIONAL);
    }
    return message.toWire();
  }
}
