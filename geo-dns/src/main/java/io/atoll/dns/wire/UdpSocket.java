package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.RateLimit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP socket and the thread that serves it: receives a batch, answers it, sends the answers by
 * one call. Several share a port, and the kernel deals the clients out to them. What can be
 * answered the quick way allocates nothing.
 */
final class UdpSocket implements AutoCloseable {
  /** How soon the thread sees that it is to stop. */
  private static final long TICK_MICROS = 100_000;

  /** Between two tries after an error. */
  private static final long PAUSE_NANOS = 10_000_000;

  private static final int SOCKET_BUFFER_BYTES = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(UdpSocket.class);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = LibC.state(arena);
  private final Datagrams datagrams = new Datagrams(arena);
  private final byte[] query = new byte[Datagrams.QUERY_BYTES_MAX];
  private final byte[] reply = new byte[Datagrams.REPLY_BYTES_MAX];
  private final MessageHandler messages;
  private final QuickReplies quick;
  private final RateLimit limit;
  private final QuerySampler sampler;
  private final int socket;
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * Binds it.
   *
   * @param threads how many share its port
   * @throws IllegalStateException if the address is taken
   */
  UdpSocket(InetSocketAddress address, MessageHandler messages, int threads) {
    this.messages = messages;
    this.quick = messages.quickReplies();
    this.limit = messages.rateLimit(threads);
    this.sampler = messages.sampler();
    boolean ipv6 = address.getAddress() instanceof Inet6Address;
    this.socket =
        checked(
            "socket",
            LibC.socket(
                state, ipv6 ? LibC.AF_INET6 : LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC));
    try {
      setUp(address, ipv6);
    } catch (RuntimeException e) {
      LibC.close(state, socket);
      arena.close();
      throw e;
    }
    this.thread = Thread.ofPlatform().name("dns-udp").daemon().unstarted(this::serve);
  }

  private void setUp(InetSocketAddress address, boolean ipv6) {
    option(LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1);
    option(LibC.SOL_SOCKET, LibC.SO_RCVBUF, SOCKET_BUFFER_BYTES);
    option(LibC.SOL_SOCKET, LibC.SO_SNDBUF, SOCKET_BUFFER_BYTES);
    if (ipv6) {
      option(LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, 1);
    }
    MemorySegment tick = arena.allocate(16, 8);
    tick.set(ValueLayout.JAVA_LONG, 8, TICK_MICROS);
    checked("setsockopt", LibC.setOption(state, socket, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, tick));
    checked("bind", LibC.bind(state, socket, socketAddress(address, ipv6)));
  }

  private void option(int level, int option, int value) {
    MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_INT, value);
    checked("setsockopt", LibC.setOption(state, socket, level, option, segment));
  }

  private int checked(String call, int result) {
    if (result < 0) {
      throw new IllegalStateException(call + ": " + LibC.text(LibC.errno(state)));
    }
    return result;
  }

  /** struct sockaddr_in {family, port, address} or sockaddr_in6 {family, port, flow, address, 0} */
  private MemorySegment socketAddress(InetSocketAddress address, boolean ipv6) {
    MemorySegment struct = arena.allocate(ipv6 ? 28 : 16, 4);
    struct.set(ValueLayout.JAVA_SHORT, 0, (short) (ipv6 ? LibC.AF_INET6 : LibC.AF_INET));
    struct.set(ValueLayout.JAVA_BYTE, 2, (byte) (address.getPort() >> 8));
    struct.set(ValueLayout.JAVA_BYTE, 3, (byte) address.getPort());
    byte[] bytes = address.getAddress().getAddress();
    MemorySegment.copy(bytes, 0, struct, ValueLayout.JAVA_BYTE, ipv6 ? 8 : 4, bytes.length);
    return struct;
  }

  void start() {
    thread.start();
  }

  private void serve() {
    while (!stopping) {
      int count = LibC.receive(state, socket, datagrams.received(), Datagrams.BATCH);
      if (count > 0) {
        answer(count);
        datagrams.reset(count);
      } else if (!isQuiet(LibC.errno(state))) {
        log.atWarn().addKeyValue("errno", LibC.errno(state)).log("datagrams can't be received");
        // Such as out of memory: leaves the processor to what may end it.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static boolean isQuiet(int errno) {
    return errno == LibC.EAGAIN || errno == LibC.EINTR;
  }

  private void answer(int count) {
    int ready = 0;
    long received = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int asked = datagrams.query(i, query);
      int length = datagrams.isFromPortZero(i) ? 0 : answer(i, asked);
      if (sampler.takes()) {
        log(i, asked, length);
      }
      length = length == 0 ? 0 : limited(i, length, received);
      if (length > 0) {
        datagrams.reply(i, ready++, reply, length);
      }
    }
    int sent = 0;
    while (sent < ready) {
      int now = LibC.send(state, socket, datagrams.toSend(sent), ready - sent);
      if (now < 0 && LibC.errno(state) != LibC.EINTR) {
        // The first of the rest can't be sent, for example for a firewall: its client asks again.
        log.atDebug().addKeyValue("errno", LibC.errno(state)).log("a datagram was lost");
        now = 1;
      }
      sent += Math.max(0, now);
    }
  }

  /** The length of the reply; 0 for silence. */
  private int answer(int i, int length) {
    quick.query().from(datagrams.family(i), datagrams.high(i), datagrams.low(i));
    int quickly = quick.reply(query, length, reply);
    if (quickly != QuickReplies.NONE) {
      messages.quicklyReplied(quick);
      return quickly;
    }
    byte @Nullable [] general =
        messages.handle(Arrays.copyOf(query, length), sender(i), Transport.UDP);
    if (general == null) {
      return 0;
    }
    System.arraycopy(general, 0, reply, 0, general.length);
    return general.length;
  }

  private void log(int i, int asked, int length) {
    messages.sampled(
        Arrays.copyOf(query, asked),
        length == 0 ? null : Arrays.copyOf(reply, length),
        sender(i),
        Transport.UDP);
  }

  /** The length of what is sent of the reply. */
  private int limited(int i, int length, long received) {
    boolean ipv4 = datagrams.family(i) == Network.Family.IPV4;
    RateLimit.Verdict verdict =
        limit.judge(received, ipv4, datagrams.high(i), ReplyBytes.kind(reply));
    if (verdict == RateLimit.Verdict.SEND || quick.isSenderProved()) {
      return length;
    }
    messages.limited(verdict);
    return verdict == RateLimit.Verdict.DROP ? 0 : ReplyBytes.truncate(reply);
  }

  private InetAddress sender(int i) {
    Network.Family family = datagrams.family(i);
    return new Network(family, datagrams.high(i), datagrams.low(i), family.bits()).address();
  }

  /** Returns when the thread has ended and the port is free. */
  @Override
  public void close() {
    stopping = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    LibC.close(state, socket);
    arena.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
