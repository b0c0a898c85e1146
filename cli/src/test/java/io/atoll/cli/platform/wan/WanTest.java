package io.atoll.cli.platform.wan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets through the WAN; far away an echo. */
class WanTest {
  private static final RegionId A = RegionId.of("us-east");
  private static final RegionId B = RegionId.of("eu-west");
  private static final int ANSWER_MILLIS_MAX = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final ServerSocket echo = server();
  private final HostPort entry = new HostPort("127.0.0.1", freePort());
  private Wan wan = wan(Duration.ZERO);

  @BeforeEach
  void start() {
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void stop() throws Exception {
    echo.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerTakesARoundTrip() throws Exception {
    open(Duration.ofMillis(40));
    try (Socket socket = connect()) {
      // The first exchange also pays for the handshake.
      exchange(socket, new byte[] {1});
      long began = System.nanoTime();
      exchange(socket, new byte[] {2});
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(80), Duration.ofMillis(2000));
    }
  }

  @Test
  void bytesArriveInOrderThoughTheDelayShrinksMeanwhile() throws Exception {
    long seed = System.nanoTime();
    open(Duration.ofMillis(60));
    byte[] sent = new byte[3 << 20];
    new Random(seed).nextBytes(sent);
    try (Socket socket = connect()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              OutputStream out = socket.getOutputStream();
              for (int from = 0; from < sent.length; from += 64 << 10) {
                out.write(sent, from, 64 << 10);
                link().delayFromNow(Duration.ofMillis(from % 7 * 10L));
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      byte[] received = new byte[sent.length];
      new DataInputStream(socket.getInputStream()).readFully(received);
      assertThat(link().carried()).as("bytes there").isEqualTo(sent.length);
      assertThat(received).describedAs("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void aCutResetsWhatIsOpenAndWhatComesUntilItEnds() throws Exception {
    open(Duration.ZERO);
    try (Socket socket = connect()) {
      exchange(socket, new byte[] {1});
      link().cut(Duration.ofMinutes(1));
      assertThatThrownBy(() -> exchange(socket, new byte[] {2})).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(this::connectAndExchange).isInstanceOf(IOException.class);
    link().join();
    connectAndExchange();
  }

  @Test
  void aCutIsALease() throws Exception {
    open(Duration.ZERO);
    link().cut(Duration.ofMillis(50));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        connectAndExchange();
        return;
      } catch (IOException e) {
        assertThat(System.nanoTime()).describedAs("still cut: %s", e).isLessThan(deadline);
      }
    }
  }

  @Test
  void theEndOfOneSideReachesTheOther() throws Exception {
    open(Duration.ofMillis(20));
    try (Socket socket = connect()) {
      exchange(socket, new byte[] {1});
      socket.getOutputStream().write(END);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aDeadTargetResetsItsCallers() throws Exception {
    open(Duration.ZERO);
    echo.close();
    assertThatThrownBy(this::connectAndExchange).isInstanceOf(IOException.class);
  }

  private static final int END = 255;

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      byte[] buffer = new byte[64 << 10];
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        if (read == 1 && (buffer[0] & 0xFF) == END) {
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // The test has ended the connection.
      return;
    }
  }

  private void open(Duration delay) throws Exception {
    wan = wan(delay);
    wan.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Wan wan(Duration delay) {
    HostPort target = new HostPort("127.0.0.1", echo.getLocalPort());
    return new Wan(
        vertx,
        System::currentTimeMillis,
        System::nanoTime,
        List.of(
            new Wan.Route(A, B, delay, Map.of(entry, target)),
            new Wan.Route(B, A, delay, Map.of())));
  }

  private WanLink link() {
    return wan.find(A.value(), B.value()).orElseThrow();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(entry.host(), entry.port());
    socket.setSoTimeout(ANSWER_MILLIS_MAX);
    return socket;
  }

  private void connectAndExchange() throws IOException {
    try (Socket socket = connect()) {
      exchange(socket, new byte[] {3});
    }
  }

  private static void exchange(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    byte[] answer = new byte[bytes.length];
    new DataInputStream(socket.getInputStream()).readFully(answer);
    assertThat(answer).isEqualTo(bytes);
  }

  private static ServerSocket server() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket free = server()) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
