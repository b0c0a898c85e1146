package io.atoll.testkit.network;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One directed WAN link: accepts connections on a loopback address and forwards them to a target,
 * late. It can be cut in two ways.
 */
public final class Link implements Closeable {
  /** What a cut does. */
  public enum Cut {
    NONE,
    /** Connections end at once, as when a process dies. */
    RESET,
    /** Connections stay open and nothing arrives, as when packets are dropped. */
    STALL
  }

  private record Chunk(ByteBuffer bytes, long dueNanos) {
    boolean isEnd() {
      return !bytes.hasRemaining();
    }
  }

  private static final ByteBuffer END = ByteBuffer.allocate(0);

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final Duration delay;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Cut cut = Cut.NONE;

  public Link(InetAddress address, InetSocketAddress target, Duration delay) {
    try {
      this.server = new ServerSocket(0, 50, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.target = target;
    this.delay = delay;
    Thread.ofVirtual().start(this::acceptAll);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  public void cut(Cut how) {
    cut = how;
    if (how != Cut.STALL) {
      // After a stall too: what was lost meanwhile is not sent again.
      sockets.forEach(Link::close);
    }
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        sockets.add(near);
        Thread.ofVirtual().start(() -> forward(near));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void forward(Socket near) {
    if (cut == Cut.RESET) {
      close(near);
      return;
    }
    Socket far = new Socket();
    sockets.add(far);
    try {
      far.connect(target, 1_000);
      pump(near, far);
      pump(far, near);
    } catch (IOException e) {
      close(near);
      close(far);
    }
  }

  private void pump(Socket from, Socket to) {
    BlockingQueue<Chunk> inFlight = new ArrayBlockingQueue<>(10_000);
    Thread.ofVirtual().start(() -> read(from, inFlight));
    Thread.ofVirtual().start(() -> write(from, to, inFlight));
  }

  private void read(Socket from, BlockingQueue<Chunk> inFlight) {
    byte[] buffer = new byte[64 * 1024];
    try {
      for (int n = 0; n >= 0; n = from.getInputStream().read(buffer)) {
        if (cut != Cut.STALL && n > 0) {
          inFlight.put(
              new Chunk(
                  ByteBuffer.wrap(Arrays.copyOf(buffer, n)), System.nanoTime() + delay.toNanos()));
        }
      }
    } catch (IOException e) {
      // Ends below, as when the peer ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean _ = inFlight.offer(new Chunk(END, System.nanoTime() + delay.toNanos()));
  }

  private void write(Socket from, Socket to, BlockingQueue<Chunk> inFlight) {
    try {
      WritableByteChannel out = Channels.newChannel(to.getOutputStream());
      for (Chunk chunk = inFlight.take(); !chunk.isEnd(); chunk = inFlight.take()) {
        Thread.sleep(Duration.ofNanos(Math.max(0, chunk.dueNanos - System.nanoTime())));
        out.write(chunk.bytes);
      }
    } catch (IOException e) {
      // The peer is gone: end both below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    sockets.forEach(Link::close);
  }
}
