package io.atoll.dns.answer;

import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.wire.Prepared;
import io.atoll.dns.wire.QuickHandler;
import io.atoll.dns.wire.QuickQuery;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Lookup.Found;
import io.atoll.dns.zone.Zone;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * One zone's answers, rendered ahead: those of static names once, those of routed names with every
 * routing.
 */
public final class QuickAnswers implements QuickHandler {
  /** From here on types are questions about something else than records: transfers, ANY. */
  private static final int QUESTION_TYPE_MIN = 128;

  /** A name and the answers for it, by type. */
  private record Entry(boolean routed, Map<Integer, Prepared> answers, Prepared noData) {
    @Nullable Prepared of(int type) {
      Prepared found = answers.get(type);
      return found == null ? noData : found;
    }
  }

  private final QuickNames<Entry> names;
  private final Prepared noSuchName;
  private final Supplier<RoutedAnswers> routed;

  /**
   * @param routed what routed names are answered by now; asked once per query, so that an answer is
   *     never by two routings
   */
  QuickAnswers(Zone zone, Supplier<RoutedAnswers> routed) {
    this.routed = routed;
    Map<Name, Entry> entries = new HashMap<>();
    zone.names().forEach(name -> entries.put(name, entry(zone, name)));
    names = new QuickNames<>(entries);
    noSuchName =
        Prepared.of(Reply.negative(Rcode.NXDOMAIN, zone.negativeSoa()), zone.apex(), false);
  }

  private static Entry entry(Zone zone, Name name) {
    Map<Integer, Prepared> answers = new HashMap<>();
    for (int type : zone.types(name)) {
      if (zone.find(name, type) instanceof Found(var answer, var additional)) {
        answers.put(type, Prepared.of(Reply.answer(answer, additional), name, true));
      }
    }
    Reply noData = Reply.negative(Rcode.NOERROR, zone.negativeSoa());
    return new Entry(zone.isRouted(name), Map.copyOf(answers), Prepared.of(noData, name, true));
  }

  @Override
  public boolean find(QuickQuery query, Match match) {
    int type = query.type();
    if (type >= QUESTION_TYPE_MIN && type < 256) {
      return false;
    }
    byte[] bytes = query.nameBytes();
    int end = query.nameEnd();
    Entry entry = names.find(bytes, query.nameStart(), end);
    if (entry == null) {
      return findAbove(bytes, query.nameStart(), end, match);
    }
    if (entry.routed && (type == Type.A || type == Type.AAAA)) {
      return findRouted(query, entry, match);
    }
    Prepared found = entry.of(type);
    if (found != null) {
      match.set(found, 0);
    }
    return found != null;
  }

  /** A name that isn't there, but below one that is. */
  private boolean findAbove(byte[] bytes, int start, int end, Match match) {
    for (int at = start; bytes[at] != 0; at += 1 + bytes[at]) {
      if (names.find(bytes, at, end) != null) {
        match.set(noSuchName, 0);
        return true;
      }
    }
    return false;
  }

  private boolean findRouted(QuickQuery query, Entry entry, Match match) {
    RoutedAnswers by = routed.get();
    if (by.isEmpty()) {
      return false;
    }
    AnswerMap map = by.map();
    int target = AnswerMap.BY_RESOLVER;
    int scope = 0;
    Family family = query.subnetFamily();
    if (family != null) {
      long high = query.subnetHigh();
      int index = map.find(family, high, query.subnetLow());
      target = map.target(family, index, high);
      scope = map.scope(family, index, high, query.subnetLow(), query.subnetLength());
    }
    if (target == AnswerMap.BY_RESOLVER) {
      int index = map.find(query.senderFamily(), query.senderHigh(), query.senderLow());
      target = map.target(query.senderFamily(), index, query.senderHigh());
    }
    RoutedAnswers.Given given =
        by.given(target == AnswerMap.BY_RESOLVER ? by.homeTarget() : target);
    Prepared prepared = given.prepared(query.type(), query.id());
    if (prepared == null) {
      match.set(entry.noData, 0);
    } else {
      given.count();
      match.set(prepared, scope);
    }
    return true;
  }
}
