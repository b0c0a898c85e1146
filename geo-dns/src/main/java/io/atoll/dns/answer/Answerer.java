package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.MonotonicClock;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Basis;
import io.atoll.dns.routing.Policy;
import io.atoll.dns.routing.Ramp;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.sign.Denial;
import io.atoll.dns.wire.ClientSubnet;
import io.atoll.dns.wire.ExtendedError;
import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.QueryHandler;
import io.atoll.dns.wire.QuickHandler;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Zone;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Answers queries for the zones of this server: static names from the zone, routed names by where
 * the client is and which regions serve. Routed names are answered only from a routing table;
 * before the first one, with SERVFAIL, so that resolvers ask another name server.
 *
 * <p>What is answered by is swapped whole, so that every reply is by one state of things.
 */
public final class Answerer implements QueryHandler {
  private static final Logger log = LoggerFactory.getLogger(Answerer.class);

  private final RegionId own;
  private final RegionMeters meters;
  private final Map<String, Policy> policies = new LinkedHashMap<>();
  private final Duration pace;
  private final MonotonicClock clock;
  private final Map<Name, Served> zones = new LinkedHashMap<>();
  private volatile Locator locator;
  private boolean moving;
  private RoutingTable newest = RoutingTable.NONE;
  private volatile Ramp ramp = Ramp.START;
  private volatile Catalogue catalogue;

  /**
   * @param own the region of this name server
   * @param policies besides {@link Policy#NEAREST}
   * @param pace at which users move when an operator or a recovery moves them: see {@link Ramp}
   */
  public Answerer(
      Locator locator,
      RegionId own,
      RegionMeters meters,
      Collection<Policy> policies,
      Duration pace,
      MonotonicClock clock) {
    this.locator = locator;
    this.own = own;
    this.meters = meters;
    this.policies.put(Policy.NEAREST.name(), Policy.NEAREST);
    policies.forEach(policy -> this.policies.put(policy.name(), policy));
    this.pace = pace;
    this.clock = clock;
    this.catalogue = catalogue(new Directory(List.of()), Routing.NONE);
  }

  /** Answers by this table from now on, if it is newer. */
  public synchronized void follow(RoutingTable table) {
    if (table.version().compareTo(newest.version()) > 0) {
      newest = table;
      ramp = ramp.follow(table, clock.nanos(), pace);
      show();
    }
  }

  /** Moves users on, if some are on their way; called every now and then. */
  public synchronized void advance() {
    if (moving) {
      show();
    }
  }

  private void show() {
    long now = clock.nanos();
    // The last step, which shows the end of a move, is one after it.
    moving = ramp.isMoving(now);
    Routing before = routed().routing();
    Routing after = before.adjust(ramp.shown(newest, now));
    if (after.basis() != before.basis()) {
      log.atLevel(after.basis() == Basis.HEALTH ? Level.INFO : Level.WARN)
          .addKeyValue("basis", after.basis())
          .addKeyValue("version", newest.version())
          .log("routed answers rest on another basis");
    }
    catalogue = catalogue(catalogue.directory(), after);
  }

  /** Answers by these zones from now on too, instead of those that had their apexes. */
  public synchronized void replace(Collection<Served> newer) {
    newer.forEach(served -> zones.put(served.zone().apex(), served));
    catalogue = catalogue(new Directory(zones.values()), routed().routing());
  }

  /** Locates clients by this from now on. */
  public synchronized void relocate(Locator newer) {
    locator = newer;
    catalogue = catalogue(catalogue.directory(), routed().routing());
  }

  /** Signs anew what was signed long ago. */
  public void renew() {
    replace(List.of());
  }

  private Catalogue catalogue(Directory directory, Routing routing) {
    return new Catalogue(
        directory, new RoutedAnswers(routing, directory.slots(), policies, locator, own, meters));
  }

  /** The same answers for the queries that come most. */
  public QuickHandler quick() {
    return new QuickAnswers(() -> catalogue);
  }

  @Override
  public Reply reply(Query query, InetAddress from) {
    Catalogue by = catalogue;
    byte[] name = query.name().toWire();
    Entry entry = by.directory().closest(name, 0, name.length);
    if (entry == null) {
      return Reply.error(Rcode.REFUSED, ExtendedError.NOT_AUTHORITATIVE);
    }
    if (query.dnsClass() != DClass.IN || isTransfer(query.type())) {
      return Reply.error(Rcode.REFUSED, ExtendedError.NOT_SUPPORTED);
    }
    if (query.type() == Denial.NXNAME) {
      // RFC 9824 section 3.5.
      return Reply.error(Rcode.FORMERR, ExtendedError.INVALID_TYPE);
    }
    Answer answer =
        query.type() == Type.ANY ? entry.any(name.length) : entry.answer(name.length, query.type());
    Reply reply =
        switch (answer) {
          case Answer.Same(Rendered rendered) ->
              rendered.reply(query.name(), query.wantsSignatures());
          case Answer.ByPlace byPlace -> reply(query, from, byPlace, by.routed());
        };
    return query.wantsSignatures() && entry.isSignedOnDemand(name.length)
        ? OnDemand.sign(reply, query, entry, by.directory().seen())
        : reply;
  }

  private static boolean isTransfer(int type) {
    return type == Type.AXFR || type == Type.IXFR;
  }

  private static Reply reply(
      Query query, InetAddress from, Answer.ByPlace answer, RoutedAnswers by) {
    if (by.isEmpty()) {
      return Reply.error(Rcode.SERVFAIL, ExtendedError.NOT_READY);
    }
    ClientSubnet subnet = query.clientSubnet();
    Client client =
        Client.of(
            subnet == null ? null : subnet.network(), Network.of(from), by.steering(answer.slot()));
    Rendered rendered = by.rendered(answer.slot(), client.target(), query.header().id());
    if (rendered == null) {
      return answer.otherwise().reply(query.name(), query.wantsSignatures()).within(client.scope());
    }
    by.given(client.target()).count();
    return rendered.reply(query.name(), query.wantsSignatures()).within(client.scope());
  }

  /** What a name is answered by; empty if it is outside every zone. */
  Optional<Zone> zone(Name name) {
    byte[] wire = name.toWire();
    return Optional.ofNullable(catalogue.directory().closest(wire, 0, wire.length))
        .map(entry -> entry.of().zone());
  }

  /** What routed names are answered by. */
  RoutedAnswers routed() {
    return catalogue.routed();
  }

  /** Which regions' shares are on their way. */
  Ramp ramp() {
    return ramp;
  }

  MonotonicClock clock() {
    return clock;
  }

  Locator locator() {
    return locator;
  }
}
