package io.atoll.dns.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The kinds of sockets this machine has: epoll's where it can, else the JDK's. */
enum Sockets {
  /** Several sockets share a port, and one system call moves many datagrams. */
  EPOLL {
    @Override
    IoHandlerFactory loops() {
      return EpollIoHandler.newFactory();
    }

    @Override
    Bootstrap udp(int threads) {
      return new Bootstrap()
          .channel(EpollDatagramChannel.class)
          .option(EpollChannelOption.SO_REUSEPORT, threads > 1)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, QUERY_BYTES_MAX)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(QUERY_BYTES_MAX * BATCH));
    }

    @Override
    ServerBootstrap tcp() {
      return new ServerBootstrap().channel(EpollServerSocketChannel.class);
    }

    @Override
    int udpSockets(int threads) {
      return threads;
    }
  },

  /** Works everywhere; one socket. */
  NIO {
    @Override
    IoHandlerFactory loops() {
      return NioIoHandler.newFactory();
    }

    @Override
    Bootstrap udp(int threads) {
      return new Bootstrap()
          .channel(NioDatagramChannel.class)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(QUERY_BYTES_MAX));
    }

    @Override
    ServerBootstrap tcp() {
      return new ServerBootstrap().channel(NioServerSocketChannel.class);
    }

    @Override
    int udpSockets(int threads) {
      return 1;
    }
  };

  /** What a datagram may hold; a longer one is cut and then malformed. */
  private static final int QUERY_BYTES_MAX = 2048;

  /** How many datagrams one system call receives at most. */
  private static final int BATCH = 16;

  static Sockets best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory loops();

  abstract Bootstrap udp(int threads);

  abstract ServerBootstrap tcp();

  abstract int udpSockets(int threads);
}
