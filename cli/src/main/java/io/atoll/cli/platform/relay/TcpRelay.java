package io.atoll.cli.platform.relay;

import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Passes TCP connections to the first of several name servers that accepts them. */
public final class TcpRelay extends VerticleBase {
  private static final int IDLE_SECONDS = 30;

  private final HostPort listen;
  private final List<HostPort> servers;
  private @Nullable NetClient client;

  public TcpRelay(HostPort listen, List<HostPort> servers) {
    this.listen = listen;
    this.servers = List.copyOf(servers);
  }

  @Override
  public Future<?> start() {
    client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(Math.toIntExact(UdpRelay.PATIENCE_MILLIS)));
    return vertx
        .createNetServer(
            new NetServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS))
        .connectHandler(socket -> {
          socket.pause();
          connect(0).onSuccess(server -> join(socket, server)).onFailure(nobody -> socket.close());
        })
        .listen(listen.port(), listen.host());
  }

  private Future<NetSocket> connect(int server) {
    NetClient connecting = client;
    if (connecting == null || server == servers.size()) {
      return Future.failedFuture("no name server accepts connections");
    }
    HostPort address = servers.get(server);
    return connecting
        .connect(address.port(), address.host())
        .recover(refused -> connect(server + 1));
  }

  /** Each end that closes closes the other. */
  private static void join(NetSocket near, NetSocket far) {
    near.pipeTo(far);
    far.pipeTo(near);
  }
}
