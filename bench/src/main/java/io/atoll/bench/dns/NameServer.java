package io.atoll.bench.dns;

import io.atoll.bench.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A contestant. All serve one zone with one routed name in three regions, with two threads. */
interface NameServer {
  String HOST = "127.0.0.1";
  int THREADS = 2;
  int TTL = 5;

  /** In the order in which documentation networks are given to them: see {@link Region#ipv4}. */
  List<Region> REGIONS =
      List.of(
          new Region("us-east", 38.95, -77.45),
          new Region("eu-west", 53.35, -6.26),
          new Region("ap-northeast", 35.68, 139.69));

  /** Where one is. */
  record Region(String id, double latitude, double longitude) {
    /** Two addresses that users there are given. */
    List<String> ipv4() {
      int index = REGIONS.indexOf(this) + 1;
      return List.of("192.0.2." + index + "1", "192.0.2." + index + "2");
    }

    /** Two more. */
    List<String> ipv6() {
      int index = REGIONS.indexOf(this) + 1;
      return List.of("2001:db8:" + index + "::1", "2001:db8:" + index + "::2");
    }
  }

  String name();

  int port();

  /** Whether its zone is signed, and it is asked for signatures. */
  default boolean isSigned() {
    return false;
  }

  /**
   * Writes its configuration and starts it.
   *
   * @param directory for its own use
   */
  JavaProcess start(Path directory) throws IOException;
}
