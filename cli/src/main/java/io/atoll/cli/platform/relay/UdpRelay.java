package io.atoll.cli.platform.relay;

import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes DNS queries over UDP to the first of several servers, and after {@link #PATIENCE_MILLIS}
 * to the next. The server that answered last is asked first next time. Queries wait under an id of
 * the relay's own, because two clients may use the same.
 */
public final class UdpRelay extends VerticleBase {
  static final long PATIENCE_MILLIS = 500;

  /** Further queries are dropped, as a full socket buffer would do. */
  private static final int WAITING_MAX = 4096;

  private static final int ID_BYTES = 2;
  private static final int ID_MASK = 0xFFFF;

  private final HostPort listen;
  private final List<HostPort> servers;
  private final Map<Integer, Waiting> waiting = new HashMap<>();
  private @Nullable DatagramSocket clients;
  private @Nullable DatagramSocket upstream;
  private int preferred;
  private int lastId;

  public UdpRelay(HostPort listen, List<HostPort> servers) {
    this.listen = listen;
    this.servers = List.copyOf(servers);
  }

  /** A query without an answer so far. */
  private final class Waiting {
    private final int id;
    private final Buffer query;
    private final SocketAddress client;
    private final int first = preferred;
    private int asked;
    private long timer;

    Waiting(int id, Buffer query, SocketAddress client) {
      this.id = id;
      this.query = query;
      this.client = client;
    }

    void askNext() {
      if (asked == servers.size()) {
        waiting.remove(id);
        return;
      }
      HostPort server = servers.get((first + asked++) % servers.size());
      send(upstream, withId(query, id), server.host(), server.port());
      timer = vertx.setTimer(PATIENCE_MILLIS, expired -> askNext());
    }
  }

  @Override
  public Future<?> start() {
    DatagramSocket toClients = vertx.createDatagramSocket();
    DatagramSocket toServers = vertx.createDatagramSocket();
    clients = toClients.handler(this::query);
    upstream = toServers.handler(this::answer);
    return Future.all(
        toServers.listen(0, listen.host()), toClients.listen(listen.port(), listen.host()));
  }

  private void query(DatagramPacket packet) {
    if (packet.data().length() < ID_BYTES || waiting.size() >= WAITING_MAX) {
      return;
    }
    do {
      lastId = (lastId + 1) & ID_MASK;
    } while (waiting.containsKey(lastId));
    Waiting query = new Waiting(lastId, packet.data(), packet.sender());
    waiting.put(lastId, query);
    query.askNext();
  }

  private void answer(DatagramPacket packet) {
    int server = servers.indexOf(new HostPort(packet.sender().host(), packet.sender().port()));
    if (server < 0 || packet.data().length() < ID_BYTES) {
      return;
    }
    Waiting answered = waiting.remove(packet.data().getUnsignedShort(0));
    if (answered != null) {
      vertx.cancelTimer(answered.timer);
      preferred = server;
      send(
          clients,
          withId(packet.data(), answered.query.getUnsignedShort(0)),
          answered.client.host(),
          answered.client.port());
    }
  }

  /** A datagram that can't be sent is lost, as any datagram may be. */
  private static void send(@Nullable DatagramSocket socket, Buffer bytes, String host, int port) {
    if (socket != null) {
      socket.send(bytes, port, host);
    }
  }

  private static Buffer withId(Buffer message, int id) {
    return message.copy().setUnsignedShort(0, id);
  }
}
