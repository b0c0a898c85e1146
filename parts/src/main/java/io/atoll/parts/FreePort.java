package io.atoll.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port that was free a moment ago, of those that the system does not give to outgoing
 * connections. Another process may take it first; whoever binds it must be ready to ask again, or
 * to fail.
 */
public final class FreePort {
  /** By default Linux takes those of outgoing connections from 32768 up. */
  private static final int LOWEST = 15_000;

  private static final int BELOW = 32_000;
  private static final int TRIES_MAX = 100;
  private static final int BACKLOG = 1;

  private FreePort() {}

  /** On this address. */
  public static int on(String host) {
    for (int i = 0; i < TRIES_MAX; i++) {
      // At random, so that processes that start at once don't take the same.
      int port = ThreadLocalRandom.current().nextInt(LOWEST, BELOW);
      if (isFree(host, port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port on %s: tried %d of %d to %d".formatted(host, TRIES_MAX, LOWEST, BELOW - 1));
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getByName(host))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  static int orGiven(String host, int port) {
    return port == 0 ? on(host) : port;
  }
}
