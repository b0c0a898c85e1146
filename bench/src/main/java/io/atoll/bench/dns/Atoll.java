package io.atoll.bench.dns;

import io.atoll.bench.JavaProcess;
import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.dns.sign.KeyFile;
import io.atoll.runtime.json.RoutingTableJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.xbill.DNS.Name;

/** Atoll's name server with the country database it comes with, and a routing table on disk. */
record Atoll(int port, boolean isSigned) implements NameServer {
  private static final Name APEX = Name.fromConstantString(Queries.ZONE);

  @Override
  public String name() {
    return isSigned ? "Atoll, signed" : "Atoll";
  }

  @Override
  public JavaProcess start(Path directory) throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(
        state.resolve("routing-table.json"), RoutingTableJson.write(table()).encode());
    Path config = directory.resolve("atoll.yaml");
    Files.writeString(
        config,
        """
        region: us-east
        node: dns
        admin: 127.0.0.1:0
        state-dir: %s
        listen: %s:%d
        controllers: ["http://127.0.0.1:1"]
        zones:
          - apex: %s
            name-servers: [{name: ns1, address: 192.0.2.53}]
            routed: [www]
            records: [{name: static, address: 192.0.2.1}]
            ttl: %ds
            %s
        limits: {threads: %d}
        guard: {answers-per-second: 100000000}
        """
            .formatted(state, HOST, port, Queries.ZONE, TTL, dnssec(directory), THREADS));
    return JavaProcess.start(
        "atoll",
        directory,
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"),
        "io.atoll.dns.DnsMain",
        List.of("--config", config.toString()));
  }

  private String dnssec(Path directory) throws IOException {
    if (!isSigned) {
      return "";
    }
    Path key = directory.resolve("key");
    KeyFile.generate(key, APEX);
    return "dnssec: {keys: [{file: %s}]}".formatted(key);
  }

  private static RoutingTable table() {
    TreeMap<RegionId, RegionEntry> regions = new TreeMap<>();
    for (Region region : REGIONS) {
      RegionId id = RegionId.of(region.id());
      List<EdgeEntry> edges =
          Stream.concat(region.ipv4().stream(), region.ipv6().stream())
              .map(address -> new EdgeEntry("edge-" + address, address, 443, true))
              .toList();
      Coordinates place = new Coordinates(region.latitude(), region.longitude());
      regions.put(id, new RegionEntry(id, place, RegionState.UP, 100, edges, "bench"));
    }
    return new RoutingTable(new HybridTimestamp(1), regions, new TreeMap<>());
  }
}
