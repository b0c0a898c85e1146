package io.atoll.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {
  @Test
  void comesBackOnTheSamePortAfterAKill() {
    try (RedisServer redis = RedisServer.start()) {
      int port = redis.port();
      redis.kill();
      assertThat(redis.isRunning()).isFalse();
      assertThat(RedisServer.answersPing(redis.host(), port)).isFalse();
      redis.restart();
      assertThat(redis.port()).isEqualTo(port);
      assertThat(RedisServer.answersPing(redis.host(), port)).isTrue();
    }
  }

  @Test
  void aTakenPortIsNamedInTheError() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> RedisServer.start("127.0.0.1", taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void aRedisOfSomebodyElseIsNotTakenForItsOwn() {
    try (RedisServer other = RedisServer.start()) {
      assertThatThrownBy(() -> RedisServer.start(other.host(), other.port()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is the port taken?");
      assertThat(other.isRunning()).isTrue();
    }
  }

  @Test
  void aDumpOfOneIsNotFoundByAnother() throws Exception {
    try (RedisServer saved = RedisServer.start();
        Socket socket = new Socket(saved.host(), saved.port())) {
      socket.getOutputStream().write("SET a b\r\nSAVE\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(10)).asString().isEqualTo("+OK\r\n+OK\r\n");
      saved.restart();
      assertThat(size(saved)).isEqualTo(":1");
      try (RedisServer other = RedisServer.start()) {
        assertThat(size(other)).isEqualTo(":0");
      }
    }
  }

  private static String size(RedisServer redis) throws IOException {
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      socket.getOutputStream().write("DBSIZE\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(2), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void theShippedBinaryIsUnpackedOnce(@TempDir Path cache) {
    Path unpacked = RedisBinary.unpacked(cache);
    assertThat(unpacked).isExecutable();
    assertThat(RedisBinary.unpacked(cache)).isEqualTo(unpacked);
    assertThat(cache).isDirectoryContaining(unpacked::equals);
  }
}
