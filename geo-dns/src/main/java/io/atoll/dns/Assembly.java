package io.atoll.dns;

import io.atoll.dns.answer.Answerer;
import io.atoll.dns.answer.Differ;
import io.atoll.dns.answer.Explainer;
import io.atoll.dns.answer.RegionMeters;
import io.atoll.dns.answer.Served;
import io.atoll.dns.guard.Guard;
import io.atoll.dns.reload.FileWatch;
import io.atoll.dns.sign.SigningMeters;
import io.atoll.dns.transfer.Announcements;
import io.atoll.dns.transfer.Editions;
import io.atoll.dns.transfer.Transfers;
import io.atoll.dns.wire.Certificate;
import io.atoll.dns.wire.Chaos;
import io.atoll.dns.wire.Listener;
import io.atoll.dns.wire.MessageHandler;
import io.atoll.dns.wire.QueryLog;
import io.atoll.dns.wire.ReplyWriter;
import io.atoll.dns.wire.TlsConfig;
import io.atoll.dns.wire.TsigKeys;
import io.atoll.dns.wire.WireMeters;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.feed.RoutingTableFeed;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Puts a name server together. */
final class Assembly {
  private final Vertx vertx;
  private final DnsConfig config;
  private final MeterRegistry meters;
  private final Answerer answerer;
  private final Optional<Listener.Tls> tls;
  private final TsigKeys tsigKeys;
  private final Guard guard;

  /** One for each of the files that may change while it runs. */
  private final List<FileWatch> watches = new ArrayList<>();

  /** Watches are made before what they watch is read, so that no change is missed. */
  Assembly(Vertx vertx, DnsConfig config, MeterRegistry meters) {
    this.vertx = vertx;
    this.config = config;
    this.meters = meters;
    watch("geo", config.geo().files(), this::relocate);
    this.answerer =
        new Answerer(
            config.geo().locator(),
            config.process().region(),
            new RegionMeters(meters),
            config.rules(),
            System::nanoTime);
    loadZones(config.zones());
    watch("cookie-secrets", config.guard().cookieSecrets().stream().toList(), this::renewSecrets);
    this.tls = config.tls().map(this::tls);
    this.tsigKeys = config.transfer().load();
    this.guard = new Guard(config.guard(), System::currentTimeMillis);
  }

  private void watch(String what, Collection<Path> files, Runnable reload) {
    if (!files.isEmpty()) {
      watches.add(new FileWatch(vertx, what, files, FileWatch.EVERY, reload, meters));
    }
  }

  private void relocate() {
    answerer.relocate(config.geo().locator());
  }

  private Listener.Tls tls(TlsConfig from) {
    Certificate certificate = new Certificate(from);
    watch("certificate", from.files(), certificate::reload);
    // Once more, in case that they have changed in between.
    certificate.reload();
    return new Listener.Tls(from.listen(), certificate);
  }

  private void renewSecrets() {
    guard.reload();
  }

  private void loadZones(List<ZoneConfig> zones) {
    SigningMeters signing = new SigningMeters(meters);
    List<Served> served = new ArrayList<>();
    for (ZoneConfig zone : zones) {
      ZoneSource source =
          new ZoneSource(zone, signing, System::currentTimeMillis, System::nanoTime);
      watch("zone", source.files(), () -> answerer.replace(List.of(source.load())));
      served.add(source.load());
    }
    answerer.replace(served);
  }

  /**
   * First where users were, then the routing table on disk, so that the first query is answered by
   * both.
   */
  List<Service> services(AdminEndpoint admin) {
    RoutingTableFeed feed =
        new RoutingTableFeed(vertx, config.controllers(), config.process().stateDir(), meters);
    feed.onChange(answerer::follow);
    admin.readiness("routing-table", feed::readiness);
    String own = config.process().nodeId();
    new RatesRoute(own, answerer).mount(admin.router());
    new ExplainRoute(new Explainer(answerer)).mount(admin.router());
    new DiffRoute(new Differ(answerer)).mount(admin.router());
    RampFile ramp =
        new RampFile(config.process().stateDir(), System::currentTimeMillis, System::nanoTime);
    List<Service> services = new ArrayList<>();
    services.add(new Advance(vertx, answerer, ramp, config.rules().pace()));
    services.add(feed);
    services.add(new Peers(vertx, own, config.peers(), answerer.heard(), meters));
    services.add(new SignatureRenewal(vertx, answerer));
    services.add(
        new Announcements(
            vertx,
            config.transfer().secondaries(),
            new Editions(answerer, System::currentTimeMillis),
            answerer,
            tsigKeys,
            new InetSocketAddress(config.listen().host(), 0).getAddress(),
            meters));
    services.addAll(watches);
    services.add(listener());
    return services;
  }

  private Listener listener() {
    WireMeters wire = new WireMeters(meters);
    MessageHandler messages =
        new MessageHandler(
            answerer,
            answerer.quick(),
            new Chaos(config.version(), config.identity()),
            new ReplyWriter(config.limits(), config.identity(), guard),
            guard,
            wire,
            new QueryLog(config.queryLog(), System::nanoTime),
            tsigKeys,
            new Transfers(config.transfer().secondaries(), answerer::export));
    return new Listener(config.listen(), tls, messages, config.limits(), wire);
  }
}
