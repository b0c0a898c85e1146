package io.atoll.testkit.network;

import io.atoll.core.region.RegionId;
import io.atoll.testkit.network.Link.Cut;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All links between regions; every region reaches a target only by a link of its own. */
public final class Wan implements Closeable {
  private record Way(RegionId from, RegionId to, Link link) {}

  private final Duration delay;
  private final List<Way> ways = new ArrayList<>();

  /** With this delay in each direction of every link. */
  public Wan(Duration delay) {
    this.delay = delay;
  }

  /** A new address by which one region reaches a target in another. */
  public synchronized InetSocketAddress via(RegionId from, RegionId to, InetSocketAddress target) {
    if (from.equals(to)) {
      return target;
    }
    Link link = new Link(loopback(127, 80, 0, 1), target, delay);
    ways.add(new Way(from, to, link));
    return link.address();
  }

  /** Cuts both directions between two regions. */
  public synchronized void cut(RegionId a, RegionId b, Cut how) {
    for (Way way : ways) {
      if ((way.from.equals(a) && way.to.equals(b)) || (way.from.equals(b) && way.to.equals(a))) {
        way.link.cut(how);
      }
    }
  }

  /** Cuts a region off from all others, or heals that with {@link Cut#NONE}. */
  public synchronized void isolate(RegionId region, Cut how) {
    for (Way way : ways) {
      if (way.from.equals(region) || way.to.equals(region)) {
        way.link.cut(how);
      }
    }
  }

  public static InetAddress loopback(int a, int b, int c, int d) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** An address on which nobody listens now. */
  public static InetSocketAddress unused(InetAddress host) {
    try (ServerSocket socket = new ServerSocket(0, 1, host)) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Way way : ways) {
      way.link.close();
    }
  }
}
