package io.atoll.bench.writes;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection for each lane, kept open; one thread reads all answers. Costs little, since it
 * shares the machine with what it measures.
 */
final class SocketLanes implements Lanes {
  private static final int ANSWER_BYTES_MAX = 16 << 10;

  private final Request request;
  private final Answers answers;
  private final Listener listener;
  private final Selector selector = Selector.open();
  private final List<Lane> lanes = new ArrayList<>();
  private final Thread reading;

  private record Lane(int number, SocketChannel socket, ByteBuffer out, ByteBuffer in) {}

  SocketLanes(int port, int count, Request request, Answers answers, Listener listener)
      throws IOException {
    this.request = request;
    this.answers = answers;
    this.listener = listener;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < count; i++) {
      SocketChannel socket = SocketChannel.open(address);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.configureBlocking(false);
      Lane lane =
          new Lane(
              i,
              socket,
              ByteBuffer.allocateDirect(request.size()),
              ByteBuffer.allocateDirect(ANSWER_BYTES_MAX));
      socket.register(selector, SelectionKey.OP_READ, lane);
      lanes.add(lane);
    }
    reading = Thread.ofPlatform().name("answers").start(this::read);
  }

  @Override
  public void begin(int number, long key) throws IOException {
    Lane lane = lanes.get(number);
    // An answer may be here, and the next write begin, before this call has returned.
    synchronized (lane) {
      request.fill(lane.out, key);
      while (lane.out.hasRemaining()) {
        var _ = lane.socket.write(lane.out);
      }
    }
  }

  private void read() {
    try {
      while (selector.isOpen()) {
        selector.select(key -> read((Lane) key.attachment()));
      }
    } catch (ClosedSelectorException e) {
      // Closed while answers were waited for: that is the end.
    } catch (IOException e) {
      listener.failed(e);
    }
  }

  private void read(Lane lane) {
    try {
      if (lane.socket.read(lane.in) < 0) {
        throw new EOFException("a connection ended");
      }
      if (answers.isWhole(lane.in)) {
        lane.in.clear();
        listener.acknowledged(lane.number);
      }
    } catch (IOException e) {
      lane.socket.keyFor(selector).cancel();
      listener.failed(e);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    try {
      reading.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Lane lane : lanes) {
      lane.socket.close();
    }
  }
}
