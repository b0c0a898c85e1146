package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.runtime.net.HostPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortOwnerTest {
  @Test
  void namesTheProcessThatListens() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(PortOwner.of(new HostPort("127.0.0.1", taken.getLocalPort())))
          .hasValueSatisfying(
              owner -> assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid()));
      assertThat(PortOwner.of(new HostPort("127.0.0.2", taken.getLocalPort()))).isEmpty();
    }
  }
}
