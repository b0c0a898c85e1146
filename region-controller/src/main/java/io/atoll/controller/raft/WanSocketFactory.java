package io.atoll.controller.raft;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import org.jgroups.util.DefaultSocketFactory;

/**
 * Makes sockets that connect to where this region reaches a member when asked for where that member
 * listens.
 *
 * <p>JGroups knows one physical address per member and takes it for the member's identity. Here
 * every region reaches a member by another address, so the translation stands below JGroups, at the
 * last step: identity stays the listening address, which a connecting member sends as its own name
 * in the first bytes.
 */
final class WanSocketFactory extends DefaultSocketFactory {
  private final Map<InetSocketAddress, InetSocketAddress> vias;

  /** From a member's listening address to the address that leads there from here. */
  WanSocketFactory(Map<InetSocketAddress, InetSocketAddress> vias) {
    this.vias = Map.copyOf(vias);
  }

  @Override
  public Socket createSocket(String serviceName) {
    return new WanSocket();
  }

  private final class WanSocket extends Socket {
    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
      super.connect(vias.getOrDefault(endpoint, (InetSocketAddress) endpoint), timeoutMillis);
    }
  }
}
