package io.atoll.bench.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Where a contestant listens. Some can't have both versions of HTTP on one port.
 *
 * @param http for HTTP/1.1
 * @param http2 for cleartext HTTP/2
 * @param tls for both, encrypted
 */
record Ports(int http, int http2, int tls) {
  /** Three that nobody listens on. */
  static Ports three() {
    return new Ports(free(), free(), free());
  }

  /** The same for both versions of HTTP. */
  Ports shared() {
    return new Ports(http, http, tls);
  }

  /** One that nobody listens on. */
  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
