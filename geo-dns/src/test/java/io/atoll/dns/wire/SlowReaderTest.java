package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.dns.TestServer;
import io.atoll.dns.routing.Tables;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Clients that ask over TCP and don't read what they are answered. */
class SlowReaderTest {
  /** Of some 1,600 bytes each. */
  private static final String LONG_ANSWER = "many.atoll.test.";

  /** As many as fit into a buffer of 64 KiB, and their answers into one of three megabytes. */
  private static final int QUERIES = 1_900;

  /**
   * What the kernel holds on both sides (which doubles what it is asked for), and the server beside
   * it: far less than all answers.
   */
  private static final long UNREAD_BYTES_MAX = 512 << 10;

  private static TestServer server(Duration idle) {
    WireLimits limits = new WireLimits(WireLimits.UDP_PAYLOAD_DEFAULT, 16, 16, idle, 1);
    return new TestServer(limits).follow(Tables.allUp(1));
  }

  @Test
  void noMoreIsAnsweredThanTheClientCanBeSentAndThenItIsLetGo() throws Exception {
    byte[] queries = pipelined();
    try (TestServer server = server(Duration.ofSeconds(3));
        Socket socket = connect(server)) {
      send(socket, queries);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> answered(server) > 0 && connections(server) == 0);
      assertThat(answered(server) * answerBytes(server)).isLessThan(UNREAD_BYTES_MAX);
      assertThat(QUERIES * answerBytes(server)).isGreaterThan(4 * UNREAD_BYTES_MAX);
    }
  }

  @Test
  void whenTheClientReadsAfterAllItGetsEveryAnswerInOrder() throws Exception {
    try (TestServer server = server(Duration.ofMinutes(1));
        Socket socket = connect(server)) {
      send(socket, pipelined());
      // More than the server keeps, whatever the kernel does; half of them don't fit anywhere.
      await().atMost(Duration.ofSeconds(20)).until(() -> answered(server) > 20);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < QUERIES; i++) {
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        assertThat(ByteBuffer.wrap(answer).getShort()).isEqualTo((short) i);
      }
      assertThat(answered(server)).isEqualTo(QUERIES);
    }
  }

  private static Socket connect(TestServer server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8_192);
    socket.setSoTimeout(20_000);
    socket.connect(
        new InetSocketAddress(server.address().getAddress(), server.address().getPort()));
    return socket;
  }

  /** Sends in the background, because the server soon takes no more. */
  private static void send(Socket socket, byte[] stream) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            socket.getOutputStream().write(stream);
          } catch (IOException e) {
            // The server has closed, or the test.
            assertThat(socket.isConnected()).isTrue();
          }
        });
  }

  private static byte[] pipelined() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream frames = new DataOutputStream(all);
    for (int i = 0; i < QUERIES; i++) {
      byte[] query = query(i);
      frames.writeShort(query.length);
      frames.write(query);
    }
    return all.toByteArray();
  }

  private static byte[] query(int id) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(LONG_ANSWER), Type.A, DClass.IN));
    query.getHeader().setID(id);
    return query.toWire();
  }

  private static long answerBytes(TestServer server) throws IOException {
    byte[] answer =
        server.messages().handle(query(0), server.address().getAddress(), Transport.TCP);
    return answer == null ? 0 : answer.length;
  }

  private static long answered(TestServer server) {
    return (long)
        server
            .meters()
            .get("atoll_dns_queries_total")
            .tag("transport", "tcp")
            .tag("rcode", "NOERROR")
            .counter()
            .count();
  }

  private static double connections(TestServer server) {
    return server.meters().get("atoll_dns_tcp_connections").gauge().value();
  }
}
