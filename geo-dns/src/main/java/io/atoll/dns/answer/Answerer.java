package io.atoll.dns.answer;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.MonotonicClock;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Basis;
import io.atoll.dns.routing.Load;
import io.atoll.dns.routing.Ramp;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.routing.RoutingRules;
import io.atoll.dns.routing.Spill;
import io.atoll.dns.sign.Denial;
import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.transfer.Editions;
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
import java.util.Set;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * Answers queries for the zones of this server: static names from the zone, routed names by where
 * the client is and which regions serve. Routed names are answered only from a routing table;
 * before the first one, with SERVFAIL, so that resolvers ask another name server.
 *
 * <p>What is answered by is swapped whole, so that every reply is by one state of things.
 */
public final class Answerer implements QueryHandler, Editions.Source {
  private static final Logger log = LoggerFactory.getLogger(Answerer.class);

  private final RegionId own;
  private final RegionMeters meters;
  private final RoutingRules rules;
  private final MonotonicClock clock;
  private final Kept kept;
  private final Heard heard;
  private final Course course;
  private final Map<Name, Served> zones = new LinkedHashMap<>();
  private volatile Locator locator;
  private volatile Catalogue catalogue;

  /**
   * @param own the region of this name server
   */
  public Answerer(
      Locator locator,
      RegionId own,
      RegionMeters meters,
      RoutingRules rules,
      MonotonicClock clock) {
    this.locator = locator;
    this.own = own;
    this.meters = meters;
    this.rules = rules;
    this.clock = clock;
    long now = clock.nanos();
    this.kept = new Kept(now);
    this.heard = new Heard(rules.heardFor(), clock);
    this.course = new Course(rules, meters, heard, now);
    this.catalogue = catalogue(new Directory(List.of()), Routing.NONE, false);
    for (String policy : rules.names()) {
      for (Network.Family family : Network.Family.values()) {
        meters.networks(policy, family, () -> networks(policy, family));
      }
    }
  }

  /** Goes on moving users from where they were, before any table is followed. */
  public synchronized void resume(Ramp saved) {
    course.resume(saved);
  }

  /** Answers by this table from now on, if it is newer. */
  public synchronized void follow(RoutingTable table) {
    long now = clock.nanos();
    if (course.follow(table, now)) {
      show(now);
    }
  }

  /**
   * Sees what time has brought: moves users on, if some are on their way, or spill over. Called
   * every now and then.
   */
  public synchronized void advance() {
    long now = clock.nanos();
    look(now);
    boolean spills = course.measure(routed().routing().table(), now);
    if (course.isMoving() || spills || course.isQuiet(now) != routed().isQuiet()) {
      show(now);
    }
  }

  private long networks(String policy, Network.Family family) {
    return routed().steering(policy).map().networks(family);
  }

  private void look(long now) {
    long ttl =
        zones.values().stream()
            .mapToLong(served -> served.zone().ttl().seconds(routed().isQuiet()))
            .max()
            .orElse(0);
    SortedMap<RegionId, Double> counts = Rates.byRegion(meters.counts(), _ -> true);
    kept.look(counts, Duration.ofSeconds(ttl), now);
    counts
        .keySet()
        .forEach(region -> {
          meters.kept(region, () -> kept(region));
          meters.rate(region, () -> course.load(region).rate());
        });
  }

  private void show(long now) {
    // While answers are still given by what was before.
    look(now);
    Routing before = routed().routing();
    Routing after = before.adjust(course.show(now));
    if (after.basis() != before.basis()) {
      log.atLevel(after.basis() == Basis.HEALTH ? Level.INFO : Level.WARN)
          .addKeyValue("basis", after.basis())
          .addKeyValue("version", after.table().version())
          .log("routed answers rest on another basis");
    }
    catalogue = catalogue(catalogue.directory(), after, course.isQuiet(now));
  }

  /** Answers by these zones from now on too, instead of those that had their apexes. */
  public synchronized void replace(Collection<Served> newer) {
    newer.forEach(served -> zones.put(served.zone().apex(), served));
    catalogue = catalogue(new Directory(zones.values()), routed().routing(), routed().isQuiet());
  }

  @Override
  public synchronized SOARecord soa(Name apex) {
    return Optional.ofNullable(zones.get(apex))
        .map(served -> served.zone().soa())
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no zone %s; there are %s".formatted(apex, zones.keySet())));
  }

  @Override
  public synchronized void stamp(Name apex, long serial) {
    Served served = zones.get(apex);
    if (served != null) {
      replace(List.of(new Served(served.zone().withSerial(serial), served.signer())));
    }
  }

  @Override
  public Set<Record> contents(Name apex) {
    return snapshot(apex).map(Snapshot::contents).orElse(Set.of());
  }

  /**
   * All of a zone for servers that can't route, signed, in the order of a transfer; empty if there
   * is no such zone. Blocks.
   */
  public Optional<List<Record>> export(Name apex) {
    return snapshot(apex).map(Snapshot::records);
  }

  private synchronized Optional<Snapshot> snapshot(Name apex) {
    return Optional.ofNullable(zones.get(apex)).map(served -> Snapshot.of(served, routed()));
  }

  /** Locates clients by this from now on. */
  public synchronized void relocate(Locator newer) {
    locator = newer;
    catalogue = catalogue(catalogue.directory(), routed().routing(), routed().isQuiet());
  }

  /** Signs anew what was signed long ago. */
  public void renew() {
    replace(List.of());
  }

  private Catalogue catalogue(Directory directory, Routing routing, boolean quiet) {
    return new Catalogue(
        directory,
        new RoutedAnswers(routing, quiet, directory.slots(), rules.all(), locator, own, meters));
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
    Optional<Reply> proof = proof(entry.of(), query);
    if (proof.isPresent()) {
      return proof.get();
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

  private static Optional<Reply> proof(Served of, Query query) {
    ZoneSigner signer = of.signer();
    return signer != null && AskedProof.isAsked(query.type())
        ? AskedProof.reply(of.zone(), signer, query)
        : Optional.empty();
  }

  private static boolean isTransfer(int type) {
    return type == Type.AXFR || type == Type.IXFR;
  }

  private static Reply reply(
      Query query, InetAddress from, Answer.ByPlace answer, RoutedAnswers by) {
    Steering steering = by.steering(answer.slot());
    if (steering.isEmpty()) {
      boolean known = by.routing().table().isKnown();
      return Reply.error(Rcode.SERVFAIL, known ? ExtendedError.NO_REGION : ExtendedError.NOT_READY);
    }
    ClientSubnet subnet = query.clientSubnet();
    Client client = Client.of(subnet == null ? null : subnet.network(), Network.of(from), steering);
    Rendered rendered = by.rendered(answer.slot(), client.target(), query.header().id());
    if (rendered == null) {
      return answer.otherwise().reply(query.name(), query.wantsSignatures()).within(client.scope());
    }
    steering.given().get(client.target()).count();
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
  public synchronized Ramp ramp() {
    return course.ramp();
  }

  /** Which share of a region's users is all that it can bear. */
  synchronized Spill spill() {
    return course.spill();
  }

  /** The table by which users would be sent if every region could bear all. */
  synchronized RoutingTable unspilled() {
    return course.unspilled(clock.nanos());
  }

  /** What this name server itself gives, for others to know. */
  public synchronized Report report() {
    return course.report(clock.nanos());
  }

  /** What others tell. */
  public Heard heard() {
    return heard;
  }

  /** What a region has of all name servers that count. */
  Load load(RegionId region) {
    return course.load(region);
  }

  /**
   * Answers a second that named each region, by each policy, of all name servers that count; empty
   * if not measured yet.
   */
  synchronized Map<RegionMeters.Key, Double> rates() {
    return course.measured();
  }

  RoutingRules rules() {
    return rules;
  }

  /** How long answers that name a region may still be kept. */
  public Duration kept(RegionId region) {
    return kept.left(region, clock.nanos());
  }

  /** Where this name server is, by the table. */
  Optional<Coordinates> home() {
    return routed().routing().home(own);
  }

  MonotonicClock clock() {
    return clock;
  }

  Locator locator() {
    return locator;
  }
}
