package io.atoll.dns.geo;

import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.Metadata;
import io.atoll.dns.geo.Network.Family;

/**
 * The binary search tree of an mmdb file, walked as a whole: millions of networks in tens of
 * milliseconds, which the file's reader takes a second for. What a network's data is, the reader
 * tells.
 *
 * @see <a href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format 2.0</a>
 */
final class SearchTree {
  /** Between the tree and the data. */
  private static final int SEPARATOR_BYTES = 16;

  /** At this depth, behind zeros only, the IPv4 addresses begin in a tree of IPv6 ones. */
  private static final int IPV4_DEPTH = Family.IPV6.bits() - Family.IPV4.bits();

  private final byte[] file;
  private final int nodes;
  private final int recordBits;
  private final Family family;

  /** Where the IPv4 addresses begin; other ways to it are the same networks again. */
  private final int ipv4Start;

  /** Told of each network that has data. */
  @FunctionalInterface
  interface Visitor {
    /**
     * In the order of the addresses, those of IPv4 first.
     *
     * @param data where its data stands in the file: what is at one place is the same
     */
    void network(Network network, int data);
  }

  /**
   * @throws InvalidDatabaseException if records have a size that the format does not know, or the
   *     file ends within the tree
   */
  SearchTree(byte[] file, Metadata metadata) throws InvalidDatabaseException {
    this.file = file;
    nodes = Math.toIntExact(metadata.nodeCount());
    recordBits = metadata.recordSize();
    family = metadata.ipVersion() == 6 ? Family.IPV6 : Family.IPV4;
    if (recordBits != 24 && recordBits != 28 && recordBits != 32) {
      throw new InvalidDatabaseException(
          "records of %d bits; known are 24, 28 and 32".formatted(recordBits));
    }
    if (bytesOfTree() > file.length) {
      throw new InvalidDatabaseException(
          "a tree of %d bytes in a file of %d".formatted(bytesOfTree(), file.length));
    }
    ipv4Start = family == Family.IPV6 ? behindZeros() : -1;
  }

  private long bytesOfTree() {
    return (long) nodes * recordBits / 4;
  }

  private int behindZeros() {
    int node = 0;
    for (int depth = 0; depth < IPV4_DEPTH && node < nodes; depth++) {
      node = record(node, 0);
    }
    return node;
  }

  /** Visits every network. */
  void walk(Visitor visitor) throws InvalidDatabaseException {
    walk(0, 0, 0, 0, visitor);
  }

  private void walk(int record, long high, long low, int depth, Visitor visitor)
      throws InvalidDatabaseException {
    if (record == nodes) {
      return;
    }
    if (record > nodes) {
      visitor.network(network(high, low, depth), at(record));
      return;
    }
    if (record == ipv4Start && !isIpv4(high, low, depth)) {
      return;
    }
    if (depth == family.bits()) {
      throw new InvalidDatabaseException("a tree deeper than an address is long");
    }
    walk(record(record, 0), high, low, depth + 1, visitor);
    long bit = 1L << (Long.SIZE - 1 - depth % Long.SIZE);
    walk(
        record(record, 1),
        depth < Long.SIZE ? high | bit : high,
        depth < Long.SIZE ? low : low | bit,
        depth + 1,
        visitor);
  }

  private int at(int record) throws InvalidDatabaseException {
    long at = bytesOfTree() + record - nodes;
    if (record - nodes < SEPARATOR_BYTES || at >= file.length) {
      throw new InvalidDatabaseException("data at byte %d, where there is none".formatted(at));
    }
    return (int) at;
  }

  private boolean isIpv4(long high, long low, int depth) {
    return family == Family.IPV6
        && depth >= IPV4_DEPTH
        && high == 0
        && (low & Network.lowMask(IPV4_DEPTH)) == 0;
  }

  private Network network(long high, long low, int length) {
    return isIpv4(high, low, length)
        ? new Network(Family.IPV4, low << Integer.SIZE, 0, length - IPV4_DEPTH)
        : new Network(family, high, low, length);
  }

  /** One of the two records of a node; it never exceeds an int in a file that fits an array. */
  private int record(int node, int side) {
    int at = (int) ((long) node * recordBits / 4);
    return switch (recordBits) {
      case 24 -> bytes(at + side * 3, 3);
      case 28 -> {
        int middle = file[at + 3] & 0xff;
        yield side == 0
            ? ((middle >>> 4) << 24) | bytes(at, 3)
            : ((middle & 0xf) << 24) | bytes(at + 4, 3);
      }
      default -> bytes(at + side * 4, 4);
    };
  }

  private int bytes(int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      value = (value << Byte.SIZE) | (file[i] & 0xff);
    }
    return value;
  }
}
