package io.atoll.bench.dns;

import io.atoll.bench.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Knot DNS 3 with its geoip module, by subnets. */
record Knot(int port) implements NameServer {
  @Override
  public String name() {
    return "Knot";
  }

  @Override
  public JavaProcess start(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("zone"),
        """
        $TTL 300
        @ SOA ns1 hostmaster (1 7200 1800 259200 30)
        @ NS ns1
        ns1 A 192.0.2.53
        static A 192.0.2.1
        www %1$d A 192.0.2.11
        www %1$d A 192.0.2.12
        www %1$d AAAA 2001:db8:1::1
        www %1$d AAAA 2001:db8:1::2
        """
            .formatted(TTL));
    Files.writeString(
        directory.resolve("geo"),
        CoarseMap.networks().entrySet().stream()
            .map(network -> records(network.getKey(), network.getValue().getFirst()))
            .collect(Collectors.joining("", "www." + Queries.ZONE + ":\n", "")));
    Path config = directory.resolve("knot.conf");
    Files.writeString(
        config,
        """
        server:
            rundir: "%1$s"
            listen: %2$s@%3$d
            udp-workers: %4$d
            tcp-workers: 1
            background-workers: 1
            edns-client-subnet: on
        database:
            storage: "%1$s"
        log:
          - target: stderr
            any: warning
        mod-geoip:
          - id: geo
            config-file: "%1$s/geo"
            mode: subnet
            ttl: %5$d
        zone:
          - domain: %6$s
            file: "%1$s/zone"
            module: mod-geoip/geo
        """
            .formatted(directory, HOST, port, THREADS, TTL, Queries.ZONE));
    return JavaProcess.ofProgram("knot", directory, List.of("knotd", "-c", config.toString()));
  }

  private static String records(String network, Region region) {
    return "  - net: %s\n    A: [%s]\n    AAAA: [%s]\n"
        .formatted(network, String.join(", ", region.ipv4()), String.join(", ", region.ipv6()));
  }
}
