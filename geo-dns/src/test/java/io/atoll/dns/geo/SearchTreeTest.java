package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.maxmind.db.CHMCache;
import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.Metadata;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk over all networks of a file. */
class SearchTreeTest {
  private record Found(Network network, int data) {}

  /** A few thousand of the bundled file's, and how many there are. */
  @Test
  void whatItFindsIsWhatTheReaderFinds() throws Exception {
    byte[] file;
    try (InputStream in = GeoDatabase.class.getResourceAsStream("country.mmdb.gz")) {
      file = new GZIPInputStream(in).readAllBytes();
    }
    try (Reader reader = new Reader(new ByteArrayInputStream(file), new CHMCache())) {
      List<Found> found = walk(new SearchTree(file, reader.getMetadata()));
      @SuppressWarnings("rawtypes") // The reader takes a class.
      Networks<Map> networks = reader.networks(Map.class);
      int count = 0;
      for (Found each : found) {
        assertThat(networks.hasNext()).isTrue();
        DatabaseRecord<?> row = networks.next();
        if (count++ % 97 == 0) {
          int length = row.network().prefixLength();
          byte[] address = row.network().ipAddress().getAddress();
          int own = address.length == 4 && length > 32 ? length - 96 : length;
          assertThat(each.network()).isEqualTo(Network.of(address, own));
        }
      }
      assertThat(networks.hasNext()).isFalse();
      assertThat(count).isGreaterThan(1_000_000);
    }
  }

  /** Two nodes of IPv4: 0.0.0.0/2 has data, 64.0.0.0/2 has other data, the rest has none. */
  @ParameterizedTest
  @ValueSource(ints = {24, 28, 32})
  void recordsOfEverySizeAreRead(int bits) throws IOException {
    byte[] file = tree(bits, new int[][] {{1, 2}, {2 + 16, 2 + 17}});
    assertThat(walk(new SearchTree(file, metadata(2, bits, 4))))
        .containsExactly(
            new Found(Network.parse("0.0.0.0/2"), 2 * bits / 4 + 16),
            new Found(Network.parse("64.0.0.0/2"), 2 * bits / 4 + 17));
  }

  @Test
  void networksBehindAnotherWayToTheIpv4OnesAreNotGivenTwice() throws IOException {
    // 96 zeros lead to node 96; the other side of node 80 is a way there too.
    int[][] nodes = new int[97][];
    for (int i = 0; i < 96; i++) {
      nodes[i] = new int[] {i + 1, i == 80 ? 96 : 97};
    }
    nodes[96] = new int[] {97 + 16, 97};
    byte[] file = tree(24, nodes);
    assertThat(walk(new SearchTree(file, metadata(97, 24, 6))))
        .containsExactly(new Found(Network.parse("0.0.0.0/1"), 97 * 6 + 16));
  }

  @Test
  void aTreeThatLeadsNowhereIsRefused() {
    // A node whose one side is itself.
    byte[] endless = tree(24, new int[][] {{0, 1}});
    assertThatThrownBy(() -> walk(new SearchTree(endless, metadata(1, 24, 4))))
        .isInstanceOf(InvalidDatabaseException.class)
        .hasMessageContaining("deeper");
    byte[] outside = tree(24, new int[][] {{1 + 5_000, 1}});
    assertThatThrownBy(() -> walk(new SearchTree(outside, metadata(1, 24, 4))))
        .isInstanceOf(InvalidDatabaseException.class)
        .hasMessageContaining("5006");
    assertThatThrownBy(() -> new SearchTree(outside, metadata(500, 24, 4)))
        .isInstanceOf(InvalidDatabaseException.class)
        .hasMessageContaining("3000 bytes");
    assertThatThrownBy(() -> new SearchTree(outside, metadata(1, 20, 4)))
        .isInstanceOf(InvalidDatabaseException.class)
        .hasMessageContaining("20 bits");
  }

  private static List<Found> walk(SearchTree tree) throws IOException {
    List<Found> found = new ArrayList<>();
    tree.walk((network, data) -> found.add(new Found(network, data)));
    return found;
  }

  private static Metadata metadata(int nodes, int bits, int ipVersion) {
    return new Metadata(2, 0, BigInteger.ZERO, "test", List.of(), Map.of(), ipVersion, nodes, bits);
  }

  /** Nodes as they stand in a file, and 32 bytes behind them. */
  private static byte[] tree(int bits, int[][] nodes) {
    byte[] file = new byte[nodes.length * bits / 4 + 32];
    for (int i = 0; i < nodes.length; i++) {
      BigInteger left = BigInteger.valueOf(nodes[i][0]);
      BigInteger right = BigInteger.valueOf(nodes[i][1]);
      int at = i * bits / 4;
      if (bits == 28) {
        put(file, at, left.and(BigInteger.valueOf(0xff_ffff)), 3);
        file[at + 3] = (byte) (((nodes[i][0] >>> 24) << 4) | (nodes[i][1] >>> 24));
        put(file, at + 4, right.and(BigInteger.valueOf(0xff_ffff)), 3);
      } else {
        put(file, at, left, bits / 8);
        put(file, at + bits / 8, right, bits / 8);
      }
    }
    return file;
  }

  private static void put(byte[] file, int at, BigInteger value, int count) {
    for (int i = 0; i < count; i++) {
      file[at + i] = value.shiftRight(8 * (count - 1 - i)).byteValue();
    }
  }
}
