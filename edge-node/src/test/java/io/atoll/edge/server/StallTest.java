package io.atoll.edge.server;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** As edges run on Linux, where the system tells what it sends. */
class StallTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration MAX = Duration.ofSeconds(1);

  private final Stall stall = new Stall();

  @Test
  void whatTheSystemSendsIsTakenEvenIfItHasNoRoomForMoreYet() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    assumeThat(vertx.isNativeTransportEnabled()).isTrue();
    CompletableFuture<Channel> accepted = new CompletableFuture<>();
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(socket -> {
              socket.write(Buffer.buffer(new byte[64 << 20]));
              accepted.complete(((NetSocketInternal) socket).channelHandlerContext().channel());
            })
            .listen(0, "127.0.0.1")
            .await(20, TimeUnit.SECONDS);
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      Channel channel = accepted.get(20, TimeUnit.SECONDS);
      await().atMost(SOON).until(() -> looks(channel));

      // Less than the system makes room for at once.
      long before = left(channel);
      client.getInputStream().readNBytes(200_000);
      await().atMost(SOON).until(() -> !looks(channel));
      assumeThat(left(channel)).isEqualTo(before); // else it had room

      await().atMost(SOON).until(() -> looks(channel));
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }

  private boolean looks(Channel channel) throws Exception {
    return channel
        .eventLoop()
        .submit(() -> stall.lasts(channel, System.nanoTime(), MAX))
        .get(20, TimeUnit.SECONDS);
  }

  private static long left(Channel channel) throws Exception {
    return channel
        .eventLoop()
        .submit(() -> {
          var out = channel.unsafe().outboundBuffer();
          return out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
        })
        .get(20, TimeUnit.SECONDS);
  }
}
