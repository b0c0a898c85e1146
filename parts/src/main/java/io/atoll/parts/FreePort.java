package io.atoll.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A TCP port that was free a moment ago. Others may take it first; whoever binds it must be ready
 * to ask again.
 */
final class FreePort {
  private static final int BACKLOG = 1;

  private FreePort() {}

  static int on(String host) {
    try (ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on %s".formatted(host), e);
    }
  }

  static int orGiven(String host, int port) {
    return port == 0 ? on(host) : port;
  }
}
