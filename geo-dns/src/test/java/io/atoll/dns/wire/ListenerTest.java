package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.routing.Tables;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Over real sockets. */
class ListenerTest {
  private static final int CONNECTIONS_MAX = 4;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = start(Duration.ofSeconds(10));
  }

  private static TestServer start(Duration idle) {
    return start(CONNECTIONS_MAX, idle);
  }

  private static TestServer start(int perClient, Duration idle) {
    WireLimits limits =
        new WireLimits(WireLimits.UDP_PAYLOAD_DEFAULT, CONNECTIONS_MAX, perClient, idle, 2);
    return new TestServer(limits).follow(Tables.allUp(1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void udpAndTcpGiveTheSameAnswer() throws Exception {
    SimpleResolver client = server.client();
    Message query = query("www.atoll.test.", Type.A);
    Message udp = client.send(query);
    client.setTCP(true);
    Message tcp = client.send(query);
    assertThat(udp.getSection(Section.ANSWER)).hasSize(2);
    assertThat(tcp.getSection(Section.ANSWER)).isEqualTo(udp.getSection(Section.ANSWER));
    assertThat(udp.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(udp.getHeader().getFlag(Flags.RA)).isFalse();
  }

  @Test
  void theCaseOfTheQuestionIsRepeated() throws Exception {
    byte[] reply = askUdp(query("wWw.aTOLl.teST.", Type.A).toWire());
    Message message = new Message(reply);
    assertThat(message.getQuestion().getName()).hasToString("wWw.aTOLl.teST.");
    assertThat(message.getSection(Section.ANSWER))
        .allSatisfy(record -> assertThat(record.getName()).hasToString("wWw.aTOLl.teST."));
  }

  @Test
  void anAnswerThatDoesNotFitIsTruncatedAndWholeOverTcp() throws Exception {
    SimpleResolver client = server.client();
    Message query = query("many.atoll.test.", Type.A);
    Message udp = client.send(query);
    assertThat(udp.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(udp.getSection(Section.ANSWER)).isEmpty();
    client.setTCP(true);
    assertThat(client.send(query).getSection(Section.ANSWER)).hasSize(Zones.MANY);
  }

  @Test
  void noDatagramIsLongerThanTheClientTakesNorThan1232() throws Exception {
    for (int size : List.of(0, 100, 512, 900, 1232, 4096, 65_535)) {
      Message query = query("many.atoll.test.", Type.A);
      query.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
      byte[] reply = askUdp(query.toWire());
      assertThat(reply.length).as("%d", size).isLessThanOrEqualTo(Math.clamp(size, 512, 1232));
      assertThat(new Message(reply).getOPT().getPayloadSize()).isEqualTo(1232);
    }
  }

  @Test
  void ednsIsAnsweredOnlyWhereItIsSpoken() throws Exception {
    assertThat(new Message(askUdp(query("www.atoll.test.", Type.A).toWire())).getOPT()).isNull();
    Message future = query("www.atoll.test.", Type.A);
    future.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
    Message reply = new Message(askUdp(future.toWire()));
    assertThat(reply.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(reply.getOPT().getVersion()).isZero();
    assertThat(reply.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void malformedQueriesGetAFormErrorAndOtherOpcodesNotImplemented() throws Exception {
    byte[] query = query("www.atoll.test.", Type.A).toWire();
    byte[] cut = Arrays.copyOf(query, query.length - 3);
    assertThat(new Message(askUdp(cut)).getRcode()).isEqualTo(Rcode.FORMERR);
    query[2] = (byte) (Opcode.NOTIFY << 3);
    Message notImplemented = new Message(askUdp(query));
    assertThat(notImplemented.getRcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(notImplemented.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
  }

  @Test
  void whatIsNoQueryGetsSilenceAndTheNextQueryAnAnswer() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server.address());
      byte[] response = query("www.atoll.test.", Type.A).toWire();
      response[2] |= (byte) 0x80;
      send(socket, new byte[0]);
      send(socket, new byte[11]);
      send(socket, response);
      Message query = query("api.atoll.test.", Type.A);
      send(socket, query.toWire());
      // Datagrams of one flow stay in order here, so the first reply is to the only query.
      assertThat(new Message(receive(socket)).getQuestion().getName())
          .isEqualTo(query.getQuestion().getName());
    }
    assertThat(counter("atoll_dns_ignored_messages_total", "udp")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void pipelinedTcpQueriesAreAnsweredInOrderHoweverTheyAreCut() throws Exception {
    try (Socket socket = connect(server)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      List<Integer> ids = new ArrayList<>();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      DataOutputStream frames = new DataOutputStream(all);
      for (int i = 0; i < 200; i++) {
        Message query = query("www.atoll.test.", Type.A);
        ids.add(query.getHeader().getID());
        byte[] bytes = query.toWire();
        frames.writeShort(bytes.length);
        frames.write(bytes);
      }
      byte[] stream = all.toByteArray();
      out.write(stream, 0, 1);
      out.flush();
      out.write(stream, 1, 40);
      out.flush();
      out.write(stream, 41, stream.length - 41);
      out.flush();
      List<Integer> answered = new ArrayList<>();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < ids.size(); i++) {
        answered.add(new Message(frame(in)).getHeader().getID());
      }
      assertThat(answered).isEqualTo(ids);
    }
  }

  @Test
  void aTcpConnectionThatFramesNoQueryIsClosed() throws Exception {
    for (byte[] junk :
        List.of(new byte[] {0, 0}, new byte[] {0, 3, 1, 2, 3}, new byte[] {-1, -1})) {
      try (Socket socket = connect(server)) {
        socket.getOutputStream().write(junk);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void anIdleConnectionIsClosedAlsoWhenBytesTrickleIn() throws Exception {
    try (TestServer impatient = start(Duration.ofMillis(300));
        Socket socket = connect(impatient)) {
      long from = System.nanoTime();
      socket.setSoTimeout(50);
      boolean open = true;
      while (open && Duration.ofNanos(System.nanoTime() - from).toSeconds() < 10) {
        open = trickle(socket);
      }
      assertThat(open).as("still open after 10 s").isFalse();
    }
  }

  /** Sends a byte of a frame that never ends; false once the other side has closed. */
  private static boolean trickle(Socket socket) {
    try {
      socket.getOutputStream().write(1);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void connectionsBeyondTheBoundAreClosedAndLaterOnesServedAgain() throws Exception {
    try (TestServer small = start(Duration.ofSeconds(10))) {
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS_MAX; i++) {
        open.add(served(small));
      }
      try (Socket refused = connect(small)) {
        assertThat(closedByPeer(refused)).isTrue();
      }
      for (Socket socket : open) {
        socket.close();
      }
      await().until(() -> small.meters().get("atoll_dns_tcp_connections").gauge().value() == 0);
      served(small).close();
      assertThat(refused(small, "all")).isEqualTo(1);
      assertThat(refused(small, "client")).isZero();
    }
  }

  private static double refused(TestServer server, String bound) {
    return server
        .meters()
        .get("atoll_dns_refused_connections_total")
        .tag("bound", bound)
        .counter()
        .count();
  }

  @Test
  void oneClientDoesNotKeepOutAllOthers() throws Exception {
    try (TestServer fair = start(1, Duration.ofSeconds(10))) {
      try (Socket first = served(fair);
          Socket second = connect(fair)) {
        assertThat(closedByPeer(second)).isTrue();
        served(fair, "127.0.0.2").close();
        assertThat(first.isConnected()).isTrue();
      }
      await().until(() -> fair.meters().get("atoll_dns_tcp_connections").gauge().value() == 0);
      served(fair).close();
      assertThat(refused(fair, "client")).isEqualTo(1);
      assertThat(refused(fair, "all")).isZero();
    }
  }

  private static boolean closedByPeer(Socket socket) {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Socket served(TestServer server) throws IOException {
    return served(server, TestServer.HOST);
  }

  /** A connection from that address, by which a query was answered. */
  private static Socket served(TestServer server, String from) throws IOException {
    Socket socket = connect(server, from);
    byte[] query = query("www.atoll.test.", Type.A).toWire();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(query.length);
    out.write(query);
    frame(new DataInputStream(socket.getInputStream()));
    return socket;
  }

  private static Socket connect(TestServer server) throws IOException {
    return connect(server, TestServer.HOST);
  }

  private static Socket connect(TestServer server, String from) throws IOException {
    Socket socket =
        new Socket(
            server.address().getAddress(),
            server.address().getPort(),
            InetAddress.ofLiteral(from),
            0);
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static byte[] frame(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return bytes;
  }

  private static byte[] askUdp(byte[] message) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server.address());
      send(socket, message);
      return receive(socket);
    }
  }

  private static void send(DatagramSocket socket, byte[] message) throws IOException {
    socket.send(new DatagramPacket(message, message.length));
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(5_000);
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static double counter(String name, String transport) {
    return server.meters().get(name).tag("transport", transport).counter().count();
  }

  private static Message query(String name, int type) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
  }
}
