package io.atoll.bench.dns;

import io.atoll.bench.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** gdnsd 3 with its geoip plugin. */
record Gdnsd(int port) implements NameServer {
  @Override
  public String name() {
    return "gdnsd";
  }

  @Override
  public JavaProcess start(Path directory) throws IOException {
    Path zones = Files.createDirectories(directory.resolve("zones"));
    Path geoip = Files.createDirectories(directory.resolve("geoip"));
    Files.writeString(
        zones.resolve(Queries.ZONE.substring(0, Queries.ZONE.length() - 1)),
        """
        $TTL 300
        @ SOA ns1 hostmaster (1 7200 1800 259200 30)
        @ NS ns1
        ns1 A 192.0.2.53
        static A 192.0.2.1
        www %d DYNA geoip!www
        """
            .formatted(TTL));
    Files.writeString(
        geoip.resolve("nets"),
        CoarseMap.networks().entrySet().stream()
            .map(network -> network.getKey() + " => [" + ids(network.getValue()) + "]\n")
            .collect(Collectors.joining()));
    Files.writeString(
        directory.resolve("config"),
        """
        options => {
          listen => %s:%d
          udp_threads => %d
          tcp_threads => 1
          run_dir => %s
          state_dir => %s
        }
        plugins => { geoip => {
          maps => { m => { datacenters => [%s], nets => nets } }
          resources => { www => { map => m, dcmap => { %s } } }
        } }
        """
            .formatted(HOST, port, THREADS, directory, directory, ids(REGIONS), dataCentres()));
    return JavaProcess.ofProgram(
        "gdnsd", directory, List.of("gdnsd", "-c", directory.toString(), "start"));
  }

  private static String ids(List<Region> regions) {
    return regions.stream().map(Region::id).collect(Collectors.joining(", "));
  }

  private static String dataCentres() {
    return REGIONS.stream()
        .map(region ->
            "%s => { addrs_v4 => [%s], addrs_v6 => [%s] }"
                .formatted(
                    region.id(),
                    String.join(", ", region.ipv4()),
                    String.join(", ", region.ipv6())))
        .collect(Collectors.joining("\n"));
  }
}
