package io.atoll.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.dns.OwnCertificate;
import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.answer.Served;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.Certificate;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.zone.RoutedName;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** Queries that share a connection with a zone that is being sent (RFC 7766 section 6.2.1.1). */
class PassingTest {
  /** A megabyte on the wire, of which the kernel holds a part. */
  private static final int RECORDS = 20_000;

  private static final TSIG KEY = TestServer.KEY.key();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  @SuppressWarnings("NullAway.Init")
  private SSLContext trusting;

  @SuppressWarnings("NullAway.Init")
  private Served zone;

  @SuppressWarnings("NullAway.Init")
  private Certificate certificate;

  @BeforeEach
  void start() throws Exception {
    OwnCertificate own = new OwnCertificate(folder);
    trusting = own.certify("first");
    List<ZoneConfig.Entry> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      records.add(Zones.host("host-%d-with-a-name-of-some-length".formatted(i), "192.0.2.1"));
    }
    ZoneConfig config = Zones.config(List.of(new RoutedName("www")), records);
    zone = new Served(new ZoneLoader(config).load(), null);
    certificate = new Certificate(own.config());
    server = new TestServer(WireLimits.DEFAULT, zone, certificate).follow(Tables.allUp(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** With little room for what isn't read. */
  private Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8_192);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(server.address().getAddress(), port));
    return socket;
  }

  private static Message query(int id, String name, int type) {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    query.getHeader().setID(id);
    return query;
  }

  private static Message zone(int id) {
    Message query = query(id, "atoll.test.", Type.AXFR);
    KEY.apply(query, null);
    return query;
  }

  private static void send(Socket socket, Message message) throws IOException {
    byte[] bytes = message.toWire();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private static Message read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] reply = new byte[in.readUnsignedShort()];
    in.readFully(reply);
    return new Message(reply);
  }

  private static boolean endsZone(Message message) {
    List<Record> records = message.getSection(Section.ANSWER);
    return records.size() > 1 && records.getLast().getType() == Type.SOA;
  }

  private double answered(String transport) {
    return server
        .meters()
        .get("atoll_dns_queries_total")
        .tag("transport", transport)
        .tag("rcode", "NOERROR")
        .counter()
        .count();
  }

  @Test
  void aQueryBehindAZoneIsAnsweredWhileTheZoneWaitsToBeRead() throws Exception {
    try (Socket socket = connect(server.address().getPort())) {
      passes(socket, "tcp");
    }
  }

  @Test
  void soItIsOverTls() throws Exception {
    try (Socket plain = connect(server.tlsPort());
        Socket socket =
            trusting
                .getSocketFactory()
                .createSocket(plain, TestServer.HOST, server.tlsPort(), /* autoClose= */ true)) {
      passes(socket, "tls");
    }
  }

  private void passes(Socket socket, String transport) throws IOException {
    send(socket, zone(1));
    assertThat(read(socket).getHeader().getID()).isEqualTo(1);
    send(socket, query(2, "www.atoll.test.", Type.A));
    // Nothing more of the zone is read until the answer is under way.
    await().atMost(PATIENCE).until(() -> answered(transport) == 1);
    assertThat(server.meters().get("atoll_dns_transfers_total").counter().count()).isZero();
    int between = 0;
    boolean passed = false;
    boolean ended = false;
    while (!ended) {
      Message message = read(socket);
      if (message.getHeader().getID() == 2) {
        assertThat(message.getSection(Section.ANSWER)).hasSize(2);
        passed = true;
      } else {
        between += passed ? 0 : 1;
        ended = endsZone(message);
      }
    }
    assertThat(passed).as("after %d messages of the zone", between).isTrue();
    assertThat(server.meters().get("atoll_dns_transfers_total").counter().count()).isEqualTo(1);
  }

  @Test
  void zonesThatOneConnectionAsksForFollowOneAnotherUpToABound() throws Exception {
    try (Socket socket = connect(server.address().getPort())) {
      // One is sent, sixteen wait; the others are refused at once.
      for (int id = 1; id <= 20; id++) {
        send(socket, zone(id));
      }
      List<Integer> ended = new ArrayList<>();
      List<Integer> refused = new ArrayList<>();
      while (ended.size() + refused.size() < 20) {
        Message message = read(socket);
        if (message.getRcode() == Rcode.REFUSED) {
          refused.add(message.getHeader().getID());
        } else if (endsZone(message)) {
          ended.add(message.getHeader().getID());
        }
      }
      assertThat(refused).containsExactly(18, 19, 20);
      assertThat(ended).isSorted().hasSize(17);
    }
  }

  @Test
  void whoeverStopsReadingAZoneIsLetGoAndWhoGoesOnIsNot() throws Exception {
    server.close();
    server =
        new TestServer(
                new WireLimits(
                    WireLimits.UDP_PAYLOAD_DEFAULT, 8, 8, Duration.ofSeconds(1), /* threads= */ 1),
                zone,
                certificate)
            .follow(Tables.allUp(1));
    try (Socket socket = connect(server.address().getPort())) {
      send(socket, zone(1));
      assertThat(read(socket).getHeader().getID()).isEqualTo(1);
      await().atMost(PATIENCE).until(() -> connections() == 0);
    }
    assertThat(server.meters().get("atoll_dns_transfers_total").counter().count()).isZero();
    try (Socket socket = connect(server.address().getPort())) {
      send(socket, zone(2));
      while (!endsZone(read(socket))) {
        assertThat(connections()).isEqualTo(1);
      }
    }
  }

  private double connections() {
    return server.meters().get("atoll_dns_tcp_connections").gauge().value();
  }
}
