package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionState;
import io.atoll.dns.SignedZones;
import io.atoll.dns.TestServer;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Tables;
import io.atoll.testkit.property.Property;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The quick way answers as the general one does, without allocating. */
class QuickRepliesTest {
  private static final Network SENDER = Network.parse("133.11.0.1");
  private static final List<String> NAMES =
      List.of(
          "www.atoll.test.",
          "WwW.atoll.TEST.",
          "api.atoll.test.",
          "Shares.atoll.test.",
          "fast.atoll.test.",
          "page.atoll.test.",
          "atoll.test.",
          "ns-us-east.atoll.test.",
          "six.atoll.test.",
          "deep.atoll.test.",
          "host.deep.atoll.test.",
          "nothere.atoll.test.",
          "Far.Below.www.atoll.test.",
          "Alias2.atoll.test.",
          "outside.atoll.test.",
          "dangling.Atoll.test.",
          "a.Wild.atoll.test.",
          "x.Y.also.atoll.test.",
          "ada.customers.atoll.test.",
          "sub.atoll.test.",
          "x.Sub.atoll.test.",
          "safe.atoll.test.");
  private static final int[] TYPES = {
    Type.A, Type.AAAA, Type.NS, Type.SOA, Type.MX, Type.TXT, Type.DS, Type.HTTPS, 65_280
  };

  @TempDir private Path folder;

  private TestServer server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));
  private QuickReplies quick = server.messages().quickReplies();
  private final byte[] out = new byte[Datagrams.REPLY_BYTES_MAX];

  @AfterEach
  void stop() {
    server.close();
  }

  private void sign() throws IOException {
    server.close();
    server =
        new TestServer(
                WireLimits.DEFAULT,
                SignedZones.in(folder)
                    .zone(System::currentTimeMillis, 100_000, new SimpleMeterRegistry()))
            .follow(Tables.allUp(1));
    quick = server.messages().quickReplies();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyQuickReplySaysWhatTheGeneralOneSays(boolean signed) throws IOException {
    if (signed) {
      sign();
    }
    everyReplyIsTheSame(signed);
    // Weights, and a policy that has an answer for days on which no region serves.
    server.follow(Tables.changed(2, Map.of(Tables.US_EAST, region -> Tables.weighing(region, 40))));
    everyReplyIsTheSame(signed);
    server.follow(
        Tables.with(
            3,
            Map.of(
                Tables.EU_WEST, RegionState.DOWN,
                Tables.US_EAST, RegionState.DOWN,
                Tables.AP_NORTHEAST, RegionState.DRAINED)));
    everyReplyIsTheSame(signed);
  }

  private void everyReplyIsTheSame(boolean signed) {
    Property.forAll(
        1,
        2_000,
        random -> {
          byte[] query = query(random);
          Message general =
              new Message(server.messages().handle(query, SENDER.address(), Transport.UDP));
          quick.query().from(SENDER.family(), SENDER.high(), SENDER.low());
          int length = quick.reply(query, query.length, out);
          if (signed && isOfWildcard(query)) {
            return;
          }
          assertThat(length).as(new Message(query).toString()).isPositive();
          Message quickly = new Message(Arrays.copyOf(out, length));
          assertThat(text(quickly)).isEqualTo(text(general));
        });
  }

  /** Of names that a wildcard stands for, signed answers are made on demand. */
  private static boolean isOfWildcard(byte[] query) throws IOException {
    String text = new Message(query).toString().toLowerCase(Locale.ROOT);
    return text.contains("flags: do") && text.matches("(?s).*(wild|also|customers)\\.atoll.*");
  }

  /** Everything but how names are compressed, which the case of their ends comes from. */
  private static String text(Message message) {
    return message.toString().replaceAll("Message size: .*", "").toLowerCase(Locale.ROOT);
  }

  private static byte[] query(RandomGenerator random) {
    Name name = Name.fromConstantString(NAMES.get(random.nextInt(NAMES.size())));
    int type = TYPES[random.nextInt(TYPES.length)];
    Message message = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    message.getHeader().setID(random.nextInt(1 << 16));
    if (random.nextBoolean()) {
      List<EDNSOption> options = new ArrayList<>();
      if (random.nextBoolean()) {
        options.add(subnet(random));
      }
      if (random.nextInt(3) == 0) {
        byte[] cookie = new byte[random.nextBoolean() ? 8 : 24];
        cookie[0] = (byte) random.nextInt(256);
        options.add(new GenericEDNSOption(EDNSOption.Code.COOKIE, cookie));
      }
      int flags = random.nextBoolean() ? Edns.DNSSEC_OK : 0;
      message.addRecord(new OPTRecord(1232, 0, 0, flags, options), Section.ADDITIONAL);
    }
    return message.toWire();
  }

  private static EDNSOption subnet(RandomGenerator random) {
    boolean ipv6 = random.nextInt(3) == 0;
    int length = random.nextInt(ipv6 ? 57 : 25);
    byte[] address = new byte[ipv6 ? 16 : 4];
    for (int i = 0; i < address.length; i++) {
      address[i] = (byte) random.nextInt(256);
    }
    if (ipv6) {
      address[0] = 0x2a;
    }
    byte[] masked = Network.of(address, address.length * 8).widen(length).bytes();
    byte[] data = new byte[4 + (length + 7) / 8];
    data[1] = (byte) (ipv6 ? 2 : 1);
    data[2] = (byte) length;
    System.arraycopy(masked, 0, data, 4, data.length - 4);
    return new GenericEDNSOption(EDNSOption.Code.CLIENT_SUBNET, data);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aQuickReplyAllocatesNothing(boolean signed) throws IOException {
    if (signed) {
      sign();
    }
    List<byte[]> some = new ArrayList<>();
    Property.forAll(
        7,
        64,
        random -> {
          byte[] query = query(random);
          if (!signed || !isOfWildcard(query)) {
            server.messages().handle(query, SENDER.address(), Transport.UDP);
            some.add(query);
          }
        });
    byte[][] real = some.toArray(byte[][]::new);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    answerAll(real);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100; i++) {
      answerAll(real);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    // What the measurement itself takes; one object per query would be over 100 KB.
    assertThat(bytes).isLessThan(2_000);
  }

  private void answerAll(byte[][] queries) {
    for (byte[] query : queries) {
      quick.query().from(SENDER.family(), SENDER.high(), SENDER.low());
      if (quick.reply(query, query.length, out) <= 0) {
        throw new AssertionError("expected a quick reply");
      }
    }
  }

  /**
   * While tables change as fast as they can, every query is answered, and every answer is all of
   * one table: both edges of one region, never one of each.
   */
  @Test
  void tablesAreSwappedUnderLoadWithoutALostOrMixedAnswer() throws Exception {
    Set<Set<String>> whole = new HashSet<>();
    for (int region = 1; region <= 3; region++) {
      whole.add(Set.of("127.0." + region + ".1", "127.0." + region + ".2"));
    }
    Set<Set<String>> seen = new HashSet<>();
    Thread swapping =
        Thread.ofPlatform()
            .start(() -> {
              for (long version = 2; !Thread.interrupted(); version++) {
                RegionId out = List.of(Tables.EU_WEST, Tables.AP_NORTHEAST).get((int) version % 2);
                server.follow(Tables.with(version, Map.of(out, RegionState.DOWN)));
              }
            });
    byte[] query =
        Message.newQuery(
                Record.newRecord(Name.fromConstantString("www.atoll.test."), Type.A, DClass.IN))
            .toWire();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server.address());
      socket.setSoTimeout(5_000);
      for (int i = 0; i < 3_000 || seen.size() < 2; i++) {
        Message answer = ask(socket, query, i);
        Set<String> addresses =
            answer.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(whole).contains(addresses);
        seen.add(addresses);
      }
    } finally {
      swapping.interrupt();
      swapping.join();
    }
  }

  private static Message ask(DatagramSocket socket, byte[] query, int id) throws IOException {
    query[0] = (byte) (id >> 8);
    query[1] = (byte) id;
    socket.send(new DatagramPacket(query, query.length));
    DatagramPacket packet = new DatagramPacket(new byte[1232], 1232);
    socket.receive(packet);
    Message answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    assertThat(answer.getHeader().getID()).isEqualTo(id & 0xffff);
    return answer;
  }
}
