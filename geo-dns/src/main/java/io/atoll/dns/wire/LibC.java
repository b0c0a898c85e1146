package io.atoll.dns.wire;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls of Linux's C library that datagrams need, as they are on 64-bit machines: many
 * datagrams are received by one call and sent by one, which neither the JDK nor Netty does without
 * allocating for each.
 */
final class LibC {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_REUSEPORT = 15;
  static final int SO_RCVTIMEO = 20;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;

  /** Waits for the first datagram only. */
  static final int MSG_WAITFORONE = 0x10000;

  static final int EINTR = 4;
  static final int EAGAIN = 11;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
  private static final MethodHandle BIND =
      call("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle RECVMMSG =
      call("recvmmsg", FunctionDescriptor.of(INT, INT, POINTER, INT, INT, POINTER));
  private static final MethodHandle SENDMMSG =
      call("sendmmsg", FunctionDescriptor.of(INT, INT, POINTER, INT, INT));

  private LibC() {}

  @SuppressWarnings("restricted") // The process is started with access to native code.
  private static MethodHandle call(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** Where calls of one thread leave their error. */
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /** The error of the last call that returned -1. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** What an error means, for people. */
  static String text(int errno) {
    return switch (errno) {
      case 13 -> "permission denied";
      case 98 -> "address already in use";
      case 99 -> "no interface has this address";
      default -> "error " + errno;
    };
  }

  static int socket(MemorySegment state, int domain, int type) {
    try {
      return (int) SOCKET.invokeExact(state, domain, type, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int setOption(
      MemorySegment state, int socket, int level, int option, MemorySegment value) {
    try {
      return (int)
          SETSOCKOPT.invokeExact(state, socket, level, option, value, (int) value.byteSize());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int bind(MemorySegment state, int socket, MemorySegment address) {
    try {
      return (int) BIND.invokeExact(state, socket, address, (int) address.byteSize());
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int close(MemorySegment state, int socket) {
    try {
      return (int) CLOSE.invokeExact(state, socket);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int receive(MemorySegment state, int socket, MemorySegment messages, int count) {
    try {
      return (int)
          RECVMMSG.invokeExact(state, socket, messages, count, MSG_WAITFORONE, MemorySegment.NULL);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int send(MemorySegment state, int socket, MemorySegment messages, int count) {
    try {
      return (int) SENDMMSG.invokeExact(state, socket, messages, count, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A native call throws nothing; only a mistake in its descriptor would. */
  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a native call of fixed form failed", e);
  }
}
