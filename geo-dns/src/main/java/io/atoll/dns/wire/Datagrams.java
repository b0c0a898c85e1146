package io.atoll.dns.wire;

import io.atoll.dns.geo.Network.Family;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A batch of datagrams in native memory, laid out as {@code recvmmsg} and {@code sendmmsg} take
 * them: for each a buffer, the address of the other side, and headers that point to both. Received
 * ones and those to send have buffers of their own and share the addresses.
 */
final class Datagrams {
  /** How many one system call moves at most. */
  static final int BATCH = 64;

  /** What a received datagram may hold; a longer one is cut and then malformed. */
  static final int QUERY_BYTES_MAX = 2048;

  /** No reply to a datagram is longer, whatever the configuration. */
  static final int REPLY_BYTES_MAX = 4096;

  // struct mmsghdr {struct msghdr {name, namelen, iov, iovlen, control, controllen, flags}, len}
  private static final int HEADER = 64;
  private static final int NAME_LENGTH = 8;
  private static final int VECTORS = 16;
  private static final int VECTORS_LENGTH = 24;
  private static final int LENGTH = 56;
  private static final int VECTOR = 16;
  private static final int VECTOR_LENGTH = 8;

  /** The size of struct sockaddr_in6, rounded up; sockaddr_in is shorter. */
  private static final int ADDRESS = 32;

  private static final int ADDRESS_LENGTH_MAX = 28;

  private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BIG_ENDIAN_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment received;
  private final MemorySegment toSend;
  private final MemorySegment sendVectors;
  private final MemorySegment addresses;
  private final MemorySegment queries;
  private final MemorySegment replies;

  Datagrams(Arena arena) {
    received = arena.allocate((long) BATCH * HEADER, 8);
    toSend = arena.allocate((long) BATCH * HEADER, 8);
    MemorySegment vectors = arena.allocate((long) BATCH * VECTOR, 8);
    sendVectors = arena.allocate((long) BATCH * VECTOR, 8);
    addresses = arena.allocate((long) BATCH * ADDRESS, 8);
    queries = arena.allocate((long) BATCH * QUERY_BYTES_MAX, 8);
    replies = arena.allocate((long) BATCH * REPLY_BYTES_MAX, 8);
    for (int i = 0; i < BATCH; i++) {
      point(received, i, vectors, queries.asSlice((long) i * QUERY_BYTES_MAX, QUERY_BYTES_MAX));
      point(toSend, i, sendVectors, replies.asSlice((long) i * REPLY_BYTES_MAX, REPLY_BYTES_MAX));
      setNameLength(received, i, ADDRESS_LENGTH_MAX);
    }
  }

  private void point(MemorySegment headers, int i, MemorySegment vectors, MemorySegment buffer) {
    MemorySegment vector = vectors.asSlice((long) i * VECTOR, VECTOR);
    vector.set(ValueLayout.ADDRESS, 0, buffer);
    vector.set(ValueLayout.JAVA_LONG, VECTOR_LENGTH, buffer.byteSize());
    MemorySegment header = headers.asSlice((long) i * HEADER, HEADER);
    header.set(ValueLayout.ADDRESS, 0, addresses.asSlice((long) i * ADDRESS, ADDRESS));
    header.set(ValueLayout.ADDRESS, VECTORS, vector);
    header.set(ValueLayout.JAVA_LONG, VECTORS_LENGTH, 1);
  }

  private static void setNameLength(MemorySegment headers, int i, int length) {
    headers.set(ValueLayout.JAVA_INT, (long) i * HEADER + NAME_LENGTH, length);
  }

  /** The headers to receive into. */
  MemorySegment received() {
    return received;
  }

  /** Copies a received datagram out, and gives its length. */
  int query(int i, byte[] into) {
    int length = received.get(ValueLayout.JAVA_INT, (long) i * HEADER + LENGTH);
    MemorySegment.copy(queries, ValueLayout.JAVA_BYTE, (long) i * QUERY_BYTES_MAX, into, 0, length);
    return length;
  }

  /** The family of the address that a received datagram came from. */
  Family family(int i) {
    return addresses.get(ValueLayout.JAVA_SHORT, (long) i * ADDRESS) == LibC.AF_INET6
        ? Family.IPV6
        : Family.IPV4;
  }

  /** The first half of that address, as in {@link io.atoll.dns.geo.Network}. */
  long high(int i) {
    long at = (long) i * ADDRESS;
    return switch (family(i)) {
      case IPV4 -> (long) addresses.get(BIG_ENDIAN_INT, at + 4) << Integer.SIZE;
      case IPV6 -> addresses.get(BIG_ENDIAN_LONG, at + 8);
    };
  }

  /** The other half. */
  long low(int i) {
    return switch (family(i)) {
      case IPV4 -> 0;
      case IPV6 -> addresses.get(BIG_ENDIAN_LONG, (long) i * ADDRESS + 16);
    };
  }

  /** Whether it came from port 0, to which nothing can be sent: only a forged one does. */
  boolean isFromPortZero(int i) {
    return addresses.get(ValueLayout.JAVA_SHORT, (long) i * ADDRESS + 2) == 0;
  }

  /**
   * Makes the reply to a received datagram the next to send.
   *
   * @param next how many stand there before
   */
  void reply(int i, int next, byte[] bytes, int length) {
    MemorySegment.copy(
        bytes, 0, replies, ValueLayout.JAVA_BYTE, (long) next * REPLY_BYTES_MAX, length);
    sendVectors.set(ValueLayout.JAVA_LONG, (long) next * VECTOR + VECTOR_LENGTH, length);
    toSend.set(
        ValueLayout.JAVA_LONG, (long) next * HEADER, addresses.address() + (long) i * ADDRESS);
    setNameLength(
        toSend, next, received.get(ValueLayout.JAVA_INT, (long) i * HEADER + NAME_LENGTH));
  }

  /** The headers of those to send, but for the first few. */
  MemorySegment toSend(int from) {
    return from == 0 ? toSend : toSend.asSlice((long) from * HEADER);
  }

  /** Readies the headers that were received into for the next call, which shortens them. */
  void reset(int count) {
    for (int i = 0; i < count; i++) {
      setNameLength(received, i, ADDRESS_LENGTH_MAX);
    }
  }
}
