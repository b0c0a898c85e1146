package io.atoll.dns.geo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes IPv4 databases of a few networks in MaxMind's format
 * (https://maxmind.github.io/MaxMind-DB), for tests.
 */
public final class TinyMmdb {
  private static final int NOTHING = -1;
  private static final int SEPARATOR = 16;
  private static final int STRING = 2;
  private static final int UINT16 = 5;
  private static final int UINT32 = 6;
  private static final int MAP = 7;

  /** Two children each: a node, {@link #NOTHING}, or, below that, a place in the data. */
  private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {NOTHING, NOTHING}));

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private TinyMmdb() {}

  /** A database with the number of the autonomous system of each network. */
  public static Path ofSystems(Path file, Map<String, Long> networks) throws IOException {
    TinyMmdb tiny = new TinyMmdb();
    networks.forEach((network, number) -> tiny.add(Network.parse(network), number));
    return Files.write(file, tiny.bytes());
  }

  private void add(Network network, long number) {
    int at = 0;
    for (int bit = 0; bit < network.length(); bit++) {
      int[] children = nodes.get(at);
      int side = (int) (network.high() >>> (63 - bit)) & 1;
      if (bit == network.length() - 1) {
        children[side] = -2 - data.size();
      } else {
        if (children[side] < 0) {
          children[side] = nodes.size();
          nodes.add(new int[] {NOTHING, NOTHING});
        }
        at = children[side];
      }
    }
    control(data, MAP, 1);
    text(data, "autonomous_system_number");
    number(data, UINT32, number, 4);
  }

  private byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int[] children : nodes) {
      for (int child : children) {
        int value =
            child >= 0
                ? child
                : child == NOTHING ? nodes.size() : nodes.size() + SEPARATOR - 2 - child;
        out.write(value >> 16);
        out.write(value >> 8);
        out.write(value);
      }
    }
    out.writeBytes(new byte[SEPARATOR]);
    out.writeBytes(data.toByteArray());
    out.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
    out.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    control(out, MAP, 9);
    entry(out, "binary_format_major_version", UINT16, 2, 2);
    entry(out, "binary_format_minor_version", UINT16, 0, 2);
    entry(out, "ip_version", UINT16, 4, 2);
    entry(out, "record_size", UINT16, 24, 2);
    entry(out, "node_count", UINT32, nodes.size(), 4);
    text(out, "database_type");
    text(out, "Test-ASN");
    text(out, "languages");
    extended(out, 11, 0);
    text(out, "description");
    control(out, MAP, 0);
    text(out, "build_epoch");
    extended(out, 9, 8);
    out.writeBytes(new byte[8]);
    return out.toByteArray();
  }

  private static void entry(ByteArrayOutputStream out, String key, int type, long value, int size) {
    text(out, key);
    number(out, type, value, size);
  }

  private static void number(ByteArrayOutputStream out, int type, long value, int size) {
    control(out, type, size);
    out.write(ByteBuffer.allocate(8).putLong(value).array(), 8 - size, size);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    control(out, STRING, text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void control(ByteArrayOutputStream out, int type, int size) {
    out.write(type << 5 | size);
  }

  private static void extended(ByteArrayOutputStream out, int type, int size) {
    out.write(size);
    out.write(type - 7);
  }
}
