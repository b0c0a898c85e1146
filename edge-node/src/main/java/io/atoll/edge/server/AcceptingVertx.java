package io.atoll.edge.server;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import java.util.function.UnaryOperator;

/**
 * A Vert.x whose HTTP server lets somebody else have each connection that it accepts before
 * anything is read from it, to say whether it stays, and what is spoken on it.
 */
final class AcceptingVertx extends VertxWrapper {
  private final UnaryOperator<Handler<NetSocket>> instead;
  private final boolean listens;

  /**
   * @param instead what gets connections, made of what would get them
   * @param listens whether the server has an address, or only what it is given
   */
  AcceptingVertx(VertxInternal vertx, UnaryOperator<Handler<NetSocket>> instead, boolean listens) {
    super(vertx);
    this.instead = instead;
    this.listens = listens;
  }

  @Override
  public NetServerInternal createNetServer(NetServerOptions options) {
    return new Server(delegate, options);
  }

  private final class Server extends NetServerImpl {
    private Server(VertxInternal vertx, NetServerOptions options) {
      super(vertx, options);
    }

    @Override
    public synchronized NetServerInternal connectHandler(Handler<NetSocket> handler) {
      return super.connectHandler(instead.apply(handler));
    }

    @Override
    public Future<NetServer> listen(ContextInternal context, SocketAddress address) {
      return listens ? super.listen(context, address) : Future.succeededFuture(this);
    }
  }
}
