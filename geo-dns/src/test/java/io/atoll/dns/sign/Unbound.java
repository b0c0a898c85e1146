package io.atoll.dns.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.dns.OwnHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** NLnet Labs' resolver as a process of a test's own, which validates what it is told. */
final class Unbound implements AutoCloseable {
  private final Process process;
  private final InetSocketAddress address;
  private final Path log;

  /**
   * Starts it.
   *
   * @param servers who answers for which zone
   * @param anchors keys to trust
   */
  Unbound(Path folder, Map<Name, InetSocketAddress> servers, List<DNSKEYRecord> anchors)
      throws IOException {
    this.address =
        new InetSocketAddress(InetAddress.ofLiteral(OwnHost.ADDRESS), OwnHost.freePort());
    Path own = Files.createTempDirectory(folder, "unbound");
    Path anchor =
        Files.write(own.resolve("anchors"), anchors.stream().map(DNSKEYRecord::toString).toList());
    Path config = Files.writeString(own.resolve("unbound.conf"), config(own, servers, anchor));
    this.log = own.resolve("log");
    this.process =
        new ProcessBuilder("unbound", "-d", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(process.isAlive()).as(log()).isTrue();
          assertThat(ask(anchors.getFirst().getName(), Type.SOA).getHeader().getFlag(Flags.AD))
              .as(log())
              .isTrue();
        });
  }

  Message ask(Name name, int type, EDNSOption... options) throws IOException {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setEDNS(0, 1232, Flags.DO, options);
    resolver.setTimeout(Duration.ofSeconds(10));
    return resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
  }

  /** Asks for the sake of a client in a network (RFC 7871). */
  Message askFor(String network, Name name, int type) throws IOException {
    return ask(name, type, new ClientSubnetOption(24, InetAddress.ofLiteral(network)));
  }

  /** What it found wrong, among other things. */
  String log() throws IOException {
    return Files.readString(log);
  }

  private String config(Path folder, Map<Name, InetSocketAddress> servers, Path anchor) {
    String stubs =
        servers.entrySet().stream()
            .map(entry ->
                """
                stub-zone:
                  name: "%s"
                  stub-addr: %s@%d
                """
                    .formatted(
                        entry.getKey(),
                        entry.getValue().getAddress().getHostAddress(),
                        entry.getValue().getPort()))
            .collect(Collectors.joining());
    return """
    server:
      directory: "%1$s"
      chroot: ""
      username: ""
      pidfile: ""
      use-syslog: no
      val-log-level: 2
      interface: %2$s@%3$d
      port: %3$d
      do-ip6: no
      do-not-query-localhost: no
      module-config: "subnetcache validator iterator"
      send-client-subnet: 127.0.0.0/8
      client-subnet-always-forward: yes
      qname-minimisation: yes
      aggressive-nsec: yes
      local-zone: "test." nodefault
      trust-anchor-file: "%4$s"
    remote-control:
      control-enable: no
    %5$s\
    """
        .formatted(folder, OwnHost.ADDRESS, address.getPort(), anchor, stubs);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
