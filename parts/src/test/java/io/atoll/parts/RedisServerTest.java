package io.atoll.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
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
  void theShippedBinaryIsUnpackedOnce(@TempDir Path cache) {
    Path unpacked = RedisBinary.unpacked(cache);
    assertThat(unpacked).isExecutable();
    assertThat(RedisBinary.unpacked(cache)).isEqualTo(unpacked);
    assertThat(cache).isDirectoryContaining(unpacked::equals);
  }
}
