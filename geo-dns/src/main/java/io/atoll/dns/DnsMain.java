package io.atoll.dns;

import io.atoll.dns.answer.Answerer;
import io.atoll.dns.answer.Differ;
import io.atoll.dns.answer.Explainer;
import io.atoll.dns.answer.RegionMeters;
import io.atoll.dns.answer.Served;
import io.atoll.dns.guard.Guard;
import io.atoll.dns.reload.FileWatch;
import io.atoll.dns.sign.SigningMeters;
import io.atoll.dns.wire.Listener;
import io.atoll.dns.wire.MessageHandler;
import io.atoll.dns.wire.ReplyWriter;
import io.atoll.dns.wire.WireMeters;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.Service;
import io.atoll.runtime.feed.RoutingTableFeed;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The process of a name server: {@code --config FILE}. */
public final class DnsMain {
  private DnsMain() {}

  public static void main(String[] args) {
    App.run(args, DnsConfig::read, DnsMain::assemble);
  }

  /** The routing table first, so that the first query is answered from the one on disk. */
  static List<Service> assemble(Vertx vertx, DnsConfig config, AdminEndpoint admin) {
    MeterRegistry meters = admin.meters();
    RoutingTableFeed feed =
        new RoutingTableFeed(vertx, config.controllers(), config.process().stateDir(), meters);
    Answerer answerer =
        new Answerer(
            config.geo().locator(),
            config.process().region(),
            new RegionMeters(meters),
            config.policies(),
            config.pace(),
            System::nanoTime);
    List<Service> services =
        new ArrayList<>(List.of(feed, new Advance(vertx, answerer, config.pace())));
    services.addAll(load(vertx, config.zones(), answerer, meters));
    feed.onChange(answerer::follow);
    admin.readiness("routing-table", feed::readiness);
    new ExplainRoute(new Explainer(answerer)).mount(admin.router());
    new DiffRoute(new Differ(answerer)).mount(admin.router());
    Guard guard = new Guard(config.guard(), System::currentTimeMillis);
    config
        .guard()
        .cookieSecrets()
        .map(file ->
            new FileWatch(
                vertx, "cookie-secrets", List.of(file), FileWatch.EVERY, guard::reload, meters))
        .ifPresent(services::add);
    services.add(listener(config, answerer, guard, meters));
    return services;
  }

  /** Loads the zones, and gives the watches over their files. */
  private static List<Service> load(
      Vertx vertx, List<ZoneConfig> zones, Answerer answerer, MeterRegistry meters) {
    SigningMeters signing = new SigningMeters(meters);
    List<Service> services = new ArrayList<>();
    List<Served> served = new ArrayList<>();
    for (ZoneConfig zone : zones) {
      ZoneSource source =
          new ZoneSource(zone, signing, System::currentTimeMillis, System::nanoTime);
      Runnable reload = () -> answerer.replace(List.of(source.load()));
      if (!source.files().isEmpty()) {
        services.add(new FileWatch(vertx, "zone", source.files(), FileWatch.EVERY, reload, meters));
      }
      served.add(source.load());
    }
    answerer.replace(served);
    services.add(new SignatureRenewal(vertx, answerer));
    return services;
  }

  private static Listener listener(
      DnsConfig config, Answerer answerer, Guard guard, MeterRegistry registry) {
    WireMeters meters = new WireMeters(registry);
    MessageHandler messages =
        new MessageHandler(
            answerer,
            answerer.quick(),
            new ReplyWriter(config.limits(), config.identity(), guard),
            guard,
            meters);
    return new Listener(config.listen(), messages, config.limits(), meters);
  }
}
