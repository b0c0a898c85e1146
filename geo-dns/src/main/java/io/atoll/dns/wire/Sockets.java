package io.atoll.dns.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The kinds of TCP sockets this machine has: epoll's where it can, else the JDK's. */
enum Sockets {
  EPOLL {
    @Override
    IoHandlerFactory loops() {
      return EpollIoHandler.newFactory();
    }

    @Override
    ServerBootstrap tcp() {
      return new ServerBootstrap().channel(EpollServerSocketChannel.class);
    }
  },

  NIO {
    @Override
    IoHandlerFactory loops() {
      return NioIoHandler.newFactory();
    }

    @Override
    ServerBootstrap tcp() {
      return new ServerBootstrap().channel(NioServerSocketChannel.class);
    }
  };

  static Sockets best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory loops();

  abstract ServerBootstrap tcp();
}
