package io.atoll.edge.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import java.time.Duration;

/**
 * Whether the client of a connection takes anything of what waits to be sent to it. Looked at now
 * and then, so that sending costs nothing for it.
 */
final class Stall {
  private long pendingBytes;
  private long progress;
  private int current;
  private long sinceNanos;

  /** Looks again; whether nothing has been taken for so long. */
  boolean lasts(Channel channel, long nowNanos, Duration max) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    Object message = out == null ? null : out.current();
    // Without one to be sent next, what waits does not wait for the client.
    long pendingNow = out == null || message == null ? 0 : out.totalPendingWriteBytes();
    long progressNow = out == null ? 0 : out.currentProgress();
    int currentNow = System.identityHashCode(message);
    // More may come to wait while nothing is taken.
    boolean taken =
        pendingNow == 0
            || pendingNow < pendingBytes
            || currentNow != current
            || progressNow != progress;
    pendingBytes = pendingNow;
    progress = progressNow;
    current = currentNow;
    if (taken) {
      sinceNanos = nowNanos;
      return false;
    }
    return nowNanos - sinceNanos > max.toNanos() && !isSending(channel, max);
  }

  /** Whether there was anything to be taken. */
  boolean isWaiting() {
    return pendingBytes > 0;
  }

  /**
   * The system may hold megabytes on the way to a client (tcp_wmem), and have room for more only
   * after minutes of slow reading. What it sends for the first time it sends because of room at the
   * client (tcp(7), {@code TCP_INFO}).
   */
  private static boolean isSending(Channel channel, Duration max) {
    if (!(channel instanceof EpollSocketChannel socket)) {
      return false;
    }
    EpollTcpInfo info = socket.tcpInfo();
    return info.retransmits() == 0 && info.lastDataSent() < max.toMillis();
  }
}
