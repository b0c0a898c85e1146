package io.atoll.dns;

import io.atoll.core.region.Coordinates;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.answer.Answerer;
import io.atoll.dns.answer.RegionMeters;
import io.atoll.dns.answer.Served;
import io.atoll.dns.geo.AutonomousSystems;
import io.atoll.dns.geo.GeoDatabase;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.geo.Prefixes;
import io.atoll.dns.geo.RoundTrips;
import io.atoll.dns.guard.Guard;
import io.atoll.dns.guard.GuardConfig;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.transfer.Secondary;
import io.atoll.dns.transfer.Transfers;
import io.atoll.dns.wire.Certificate;
import io.atoll.dns.wire.Chaos;
import io.atoll.dns.wire.Listener;
import io.atoll.dns.wire.MessageHandler;
import io.atoll.dns.wire.QueryLog;
import io.atoll.dns.wire.QueryLogConfig;
import io.atoll.dns.wire.ReplyWriter;
import io.atoll.dns.wire.TsigKey;
import io.atoll.dns.wire.TsigKeys;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.wire.WireMeters;
import io.atoll.runtime.net.HostPort;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;

/**
 * A name server of eu-west for atoll.test on a port of the system's choice; no controller. The time
 * in its cookies stands still, so that two answers to one question are the same.
 */
public final class TestServer implements AutoCloseable {
  public static final String IDENTITY = "eu-west/dns";
  public static final String VERSION = "atoll of the tests";

  /** A secret, by its name. */
  public record Key(Name name, String secret) {
    public TSIG key() {
      return new TSIG(TSIG.HMAC_SHA256, name, secret);
    }

    public TsigKeys keys() {
      return new TsigKeys(List.of(new TsigKey(TSIG.HMAC_SHA256, name, secret)));
    }
  }

  public static final Key KEY =
      new Key(Name.fromConstantString("to-backup."), "bm90IG11Y2ggb2YgYSBzZWNyZXQsIGlzIGl0Pw==");
  private static final List<Secondary> SECONDARIES =
      List.of(new Secondary(Zones.APEX, new HostPort("127.0.0.1", 1), KEY.name()));
  public static final String HOST = "127.0.0.1";

  /** Loopback is Tokyo, so that an answer tells whether it was by resolver or by subnet. */
  private static final Locator LOCATOR =
      new Locator(
          new Prefixes<>(
              List.of(
                  new Prefixes.Entry<>(
                      Network.parse("127.0.0.0/8"), new Coordinates(35.68, 139.69)))),
          GeoDatabase.bundled(),
          AutonomousSystems.NONE,
          RoundTrips.of(Map.of(Network.parse("80.0.0.0/5"), Map.of(Tables.US_EAST, 1.0))),
          0);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Answerer answerer =
      new Answerer(
          LOCATOR, Tables.EU_WEST, new RegionMeters(meters), Zones.rules(), System::nanoTime);
  private final MessageHandler messages;
  private final Listener listener;

  public TestServer(WireLimits limits) {
    this(limits, new Served(Zones.test(), null));
  }

  public TestServer(WireLimits limits, Served zone) {
    this(limits, zone, GuardConfig.UNLIMITED);
  }

  public TestServer(WireLimits limits, Served zone, GuardConfig guarded) {
    this(limits, zone, guarded, Optional.empty());
  }

  /** One that answers over TLS too. */
  public TestServer(WireLimits limits, Certificate certificate) {
    this(limits, new Served(Zones.test(), null), certificate);
  }

  public TestServer(WireLimits limits, Served zone, Certificate certificate) {
    this(
        limits,
        zone,
        GuardConfig.UNLIMITED,
        Optional.of(new Listener.Tls(new HostPort(HOST, 0), certificate)));
  }

  private TestServer(
      WireLimits limits, Served zone, GuardConfig guarded, Optional<Listener.Tls> tls) {
    long begun = System.currentTimeMillis();
    Guard guard = new Guard(guarded, () -> begun);
    answerer.replace(List.of(zone));
    WireMeters wire = new WireMeters(meters);
    messages =
        new MessageHandler(
            answerer,
            answerer.quick(),
            new Chaos(Optional.of(VERSION), Optional.of(IDENTITY)),
            new ReplyWriter(limits, Optional.of(IDENTITY), guard),
            guard,
            wire,
            new QueryLog(QueryLogConfig.NONE, System::nanoTime),
            KEY.keys(),
            new Transfers(SECONDARIES, answerer::export));
    listener = new Listener(new HostPort(HOST, 0), tls, messages, limits, wire);
    await(listener.start());
  }

  private static void await(Future<Void> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public TestServer follow(RoutingTable table) {
    answerer.follow(table);
    return this;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral(HOST), listener.port());
  }

  public int tlsPort() {
    return listener.tlsPort();
  }

  /** A client of it, that shows truncated answers instead of asking again. */
  public SimpleResolver client() {
    SimpleResolver client = new SimpleResolver(address());
    client.setIgnoreTruncation(true);
    client.setEDNS(-1);
    client.setTimeout(Duration.ofSeconds(5));
    return client;
  }

  public Answerer answerer() {
    return answerer;
  }

  /** What stands behind the sockets. */
  public MessageHandler messages() {
    return messages;
  }

  public SimpleMeterRegistry meters() {
    return meters;
  }

  @Override
  public void close() {
    await(listener.stop());
  }
}
