package io.atoll.cli.platform.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.runtime.net.HostPort;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpRelayTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aSilentServerIsPassedOverOnceAndThenTheOneThatAnsweredIsAskedFirst() throws Exception {
    try (DatagramSocket silent = socket();
        DatagramSocket answering = socket();
        DatagramSocket client = socket()) {
      Thread.ofVirtual().start(() -> answer(answering));
      HostPort relay = start(List.of(address(silent), address(answering)));

      long began = System.nanoTime();
      assertThat(ask(client, relay, new byte[] {7, 7, 'q'})).isEqualTo(new byte[] {7, 7, 'a'});
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThanOrEqualTo(Duration.ofMillis(UdpRelay.PATIENCE_MILLIS));

      began = System.nanoTime();
      assertThat(ask(client, relay, new byte[] {7, 8, 'q'})).isEqualTo(new byte[] {7, 8, 'a'});
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isLessThan(Duration.ofMillis(UdpRelay.PATIENCE_MILLIS));
    }
  }

  @Test
  void twoClientsMayUseTheSameIdAtOnce() throws Exception {
    try (DatagramSocket answering = socket();
        DatagramSocket one = socket();
        DatagramSocket two = socket()) {
      HostPort relay = start(List.of(address(answering)));
      send(one, relay, new byte[] {1, 1, 'x'});
      send(two, relay, new byte[] {1, 1, 'y'});
      Thread.ofVirtual().start(() -> echo(answering));
      assertThat(receive(one)).isEqualTo(new byte[] {1, 1, 'x'});
      assertThat(receive(two)).isEqualTo(new byte[] {1, 1, 'y'});
    }
  }

  private HostPort start(List<HostPort> servers) throws Exception {
    HostPort relay;
    try (DatagramSocket free = socket()) {
      relay = address(free);
    }
    vertx
        .deployVerticle(new UdpRelay(relay, servers))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    return relay;
  }

  private static void answer(DatagramSocket socket) {
    reply(socket, 'a');
  }

  private static void echo(DatagramSocket socket) {
    reply(socket, 0);
  }

  private static void reply(DatagramSocket socket, int last) {
    try {
      while (true) {
        DatagramPacket query = new DatagramPacket(new byte[512], 512);
        socket.receive(query);
        if (last != 0) {
          query.getData()[2] = (byte) last;
        }
        socket.send(
            new DatagramPacket(query.getData(), query.getLength(), query.getSocketAddress()));
      }
    } catch (IOException e) {
      // The test has closed the socket.
      return;
    }
  }

  private static byte[] ask(DatagramSocket client, HostPort relay, byte[] query)
      throws IOException {
    send(client, relay, query);
    return receive(client);
  }

  private static void send(DatagramSocket client, HostPort relay, byte[] query) throws IOException {
    client.send(
        new DatagramPacket(query, query.length, new InetSocketAddress(relay.host(), relay.port())));
  }

  private static byte[] receive(DatagramSocket client) throws IOException {
    DatagramPacket answer = new DatagramPacket(new byte[512], 512);
    client.receive(answer);
    return java.util.Arrays.copyOf(answer.getData(), answer.getLength());
  }

  private static DatagramSocket socket() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static HostPort address(DatagramSocket socket) {
    return new HostPort("127.0.0.1", socket.getLocalPort());
  }
}
