package io.atoll.dns.wire;

import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.guard.RateLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.Rcode;

/** Counts what comes and goes; every counter is made up front, so that counting only adds. */
public final class WireMeters {
  /**
   * The counters of one transport.
   *
   * @param replies by rcode
   */
  private record Counters(List<Counter> replies, Counter ignored) {
    static Counters of(Transport transport, MeterRegistry registry) {
      String name = transport.name().toLowerCase(Locale.ROOT);
      return new Counters(
          IntStream.rangeClosed(0, Rcode.BADCOOKIE)
              .mapToObj(rcode -> replies(name, rcode, registry))
              .toList(),
          Counter.builder("atoll_dns_ignored_messages_total")
              .description("Messages that got no reply: too short, or responses")
              .tag("transport", name)
              .register(registry));
    }

    private static Counter replies(String transport, int rcode, MeterRegistry registry) {
      return Counter.builder("atoll_dns_queries_total")
          .description("Queries answered, by transport and rcode")
          .tag("transport", transport)
          .tag("rcode", Rcode.string(rcode))
          .register(registry);
    }
  }

  /** RFC 7871 section 11.1: no answer is claimed to hold for less. */
  private static final int SCOPE_MAX_IPV4 = 24;

  private static final int SCOPE_MAX_IPV6 = 56;

  private final List<Counter> scopesIpv4;
  private final List<Counter> scopesIpv6;
  private final Counters udp;
  private final Counters tcp;
  private final Counters tls;
  private final Map<Integer, Counter> impostors;
  private final Counter transferred;
  private final Counter refusedConnections;
  private final Counter refusedOfClients;
  private final Counter dropped;
  private final Counter truncated;
  private final AtomicInteger connections = new AtomicInteger();

  public WireMeters(MeterRegistry registry) {
    scopesIpv4 = scopes(registry, Family.IPV4, SCOPE_MAX_IPV4);
    scopesIpv6 = scopes(registry, Family.IPV6, SCOPE_MAX_IPV6);
    udp = Counters.of(Transport.UDP, registry);
    tcp = Counters.of(Transport.TCP, registry);
    tls = Counters.of(Transport.TLS, registry);
    impostors =
        Stream.of(Rcode.BADKEY, Rcode.BADSIG, Rcode.BADTIME, Rcode.BADTRUNC)
            .collect(Collectors.toMap(error -> error, error -> impostors(registry, error)));
    transferred =
        Counter.builder("atoll_dns_transfers_total")
            .description("Whole zones sent to secondaries")
            .register(registry);
    refusedConnections = refusedConnections(registry, "all");
    refusedOfClients = refusedConnections(registry, "client");
    dropped = limited(registry, "dropped");
    truncated = limited(registry, "truncated");
    Gauge.builder("atoll_dns_tcp_connections", connections, AtomicInteger::get)
        .description("TCP connections open now, encrypted ones too")
        .register(registry);
  }

  private static Counter impostors(MeterRegistry registry, int error) {
    return Counter.builder("atoll_dns_signature_errors_total")
        .description("Messages refused because of their TSIG signature, by its error")
        .tag("error", Rcode.TSIGstring(error))
        .register(registry);
  }

  /** Counts a message that was signed, but not as it should have been. */
  void impostor(int error) {
    Objects.requireNonNull(impostors.get(error), Rcode.TSIGstring(error)).increment();
  }

  private static List<Counter> scopes(MeterRegistry registry, Family family, int max) {
    return IntStream.rangeClosed(0, max)
        .mapToObj(scope ->
            Counter.builder("atoll_dns_subnet_answers_total")
                .description("Answers to queries with a client subnet, by how much of it decided")
                .tag("family", family.name().toLowerCase(Locale.ROOT))
                .tag("scope", String.valueOf(scope))
                .register(registry))
        .toList();
  }

  /** Counts an answer to a client's subnet, of which so many bits decided. */
  void scope(Family family, int bits) {
    switch (family) {
      case IPV4 -> scopesIpv4.get(bits).increment();
      case IPV6 -> scopesIpv6.get(bits).increment();
    }
  }

  private static Counter refusedConnections(MeterRegistry registry, String bound) {
    return Counter.builder("atoll_dns_refused_connections_total")
        .description("TCP connections closed on arrival because too many were open")
        .tag("bound", bound)
        .register(registry);
  }

  private static Counter limited(MeterRegistry registry, String action) {
    return Counter.builder("atoll_dns_limited_answers_total")
        .description("Answers over UDP that were one too many for their network")
        .tag("action", action)
        .register(registry);
  }

  void limited(RateLimit.Verdict verdict) {
    switch (verdict) {
      case SEND -> {}
      case TRUNCATE -> truncated.increment();
      case DROP -> dropped.increment();
    }
  }

  private Counters counters(Transport transport) {
    return switch (transport) {
      case UDP -> udp;
      case TCP -> tcp;
      case TLS -> tls;
    };
  }

  void replied(Transport transport, int rcode) {
    counters(transport).replies().get(rcode).increment();
  }

  void transferred() {
    transferred.increment();
  }

  void ignored(Transport transport) {
    counters(transport).ignored().increment();
  }

  /** TCP connections that are open now. */
  AtomicInteger connections() {
    return connections;
  }

  /** Counts a connection beyond those that may be open. */
  void connectionRefused() {
    refusedConnections.increment();
  }

  /** Counts one beyond those that one client may have open. */
  void connectionOfClientRefused() {
    refusedOfClients.increment();
  }
}
