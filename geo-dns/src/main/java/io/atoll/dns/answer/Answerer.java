package io.atoll.dns.answer;

import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.geo.Locator;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Basis;
import io.atoll.dns.routing.Routing;
import io.atoll.dns.wire.ClientSubnet;
import io.atoll.dns.wire.ExtendedError;
import io.atoll.dns.wire.Query;
import io.atoll.dns.wire.QueryHandler;
import io.atoll.dns.wire.QuickHandler;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Lookup.AnyType;
import io.atoll.dns.zone.Lookup.Found;
import io.atoll.dns.zone.Lookup.NoData;
import io.atoll.dns.zone.Lookup.NoSuchName;
import io.atoll.dns.zone.Lookup.Routed;
import io.atoll.dns.zone.Zone;
import java.net.InetAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers queries for one zone: static names from the zone, routed names by where the client is and
 * which regions serve. Routed names are answered only from a routing table; before the first one,
 * with SERVFAIL, so that resolvers ask another name server.
 *
 * <p>The table is swapped whole, so that every reply is by one table.
 */
public final class Answerer implements QueryHandler {
  /** RFC 8482 section 4.2 shows such a record; its TTL is to keep askers away for a while. */
  private static final String ANY_CPU = "RFC8482";

  private static final long ANY_TTL = 3789;

  private static final Logger log = LoggerFactory.getLogger(Answerer.class);

  private final Zone zone;
  private final Locator locator;
  private final RegionId own;
  private final RegionMeters meters;
  private volatile RoutedAnswers answers;

  /**
   * @param own the region of this name server
   */
  public Answerer(Zone zone, Locator locator, RegionId own, RegionMeters meters) {
    this.zone = zone;
    this.locator = locator;
    this.own = own;
    this.meters = meters;
    this.answers = routed(Routing.NONE);
  }

  /** Answers by this table from now on, if it is newer. Called by one thread at a time. */
  public void follow(RoutingTable table) {
    Routing before = answers.routing();
    Routing after = before.follow(table);
    if (after.basis() != before.basis()) {
      log.atLevel(after.basis() == Basis.HEALTH ? Level.INFO : Level.WARN)
          .addKeyValue("basis", after.basis())
          .addKeyValue("version", table.version())
          .log("routed answers rest on another basis");
    }
    answers = routed(after);
  }

  private RoutedAnswers routed(Routing routing) {
    return new RoutedAnswers(routing, zone, locator, own, meters);
  }

  /** The same answers, rendered ahead, for the queries that come most. */
  public QuickHandler quick() {
    return new QuickAnswers(zone, () -> answers);
  }

  @Override
  public Reply reply(Query query, InetAddress from) {
    if (!zone.contains(query.name())) {
      return Reply.error(Rcode.REFUSED, ExtendedError.NOT_AUTHORITATIVE);
    }
    if (query.dnsClass() != DClass.IN || isTransfer(query.type())) {
      return Reply.error(Rcode.REFUSED, ExtendedError.NOT_SUPPORTED);
    }
    return switch (zone.find(query.name(), query.type())) {
      case Found(List<Record> answer, List<Record> additional) ->
          Reply.answer(inCaseOf(query.name(), answer), additional);
      case Routed _ -> routed(query, from);
      case AnyType _ ->
          Reply.answer(
              List.of(new HINFORecord(query.name(), DClass.IN, ANY_TTL, ANY_CPU, "")), List.of());
      case NoData _ -> Reply.negative(Rcode.NOERROR, zone.negativeSoa());
      case NoSuchName _ -> Reply.negative(Rcode.NXDOMAIN, zone.negativeSoa());
    };
  }

  private static boolean isTransfer(int type) {
    return type == Type.AXFR || type == Type.IXFR;
  }

  /** Answers repeat the upper and lower case of the question, by which resolvers tell forgeries. */
  private static List<Record> inCaseOf(Name asked, List<Record> records) {
    return records.stream().map(record -> record.withName(asked)).toList();
  }

  private Reply routed(Query query, InetAddress from) {
    RoutedAnswers by = answers;
    if (by.isEmpty()) {
      return Reply.error(Rcode.SERVFAIL, ExtendedError.NOT_READY);
    }
    ClientSubnet subnet = query.clientSubnet();
    Client client = Client.of(subnet == null ? null : subnet.network(), Network.of(from), by);
    RoutedAnswers.Given given = by.given(client.target());
    // The id is random (RFC 5452), and so is the turn.
    List<InetAddress> addresses = given.addresses(query.type(), query.header().id());
    if (addresses.isEmpty()) {
      return Reply.negative(Rcode.NOERROR, zone.negativeSoa());
    }
    given.count();
    return Reply.routed(RoutedAnswers.records(query.name(), zone, addresses), client.scope());
  }

  /** What is being answered by. */
  RoutedAnswers answers() {
    return answers;
  }

  Zone zone() {
    return zone;
  }

  Locator locator() {
    return locator;
  }
}
