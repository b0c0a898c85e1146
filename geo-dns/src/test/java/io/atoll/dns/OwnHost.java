package io.atoll.dns;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * An address of the loopback network that no other process uses, so that a port which is free there
 * is still free when somebody else is told to listen on it.
 */
public final class OwnHost {
  private static final long PID = ProcessHandle.current().pid();

  /** Of 127.64.0.0/10, in which nothing else has an address. */
  public static final String ADDRESS =
      "127.%d.%d.%d".formatted(64 + (PID >> 16) % 64, (PID >> 8) % 256, PID % 256);

  private static final int PORT_TRIES = 10;

  private OwnHost() {}

  /** Free for both transports. */
  public static int freePort() throws IOException {
    InetAddress host = InetAddress.ofLiteral(ADDRESS);
    for (int tries = 0; ; tries++) {
      try (ServerSocket tcp = new ServerSocket(0, 1, host);
          DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), host)) {
        return udp.getLocalPort();
      } catch (BindException e) {
        if (tries == PORT_TRIES) {
          throw e;
        }
      }
    }
  }
}
