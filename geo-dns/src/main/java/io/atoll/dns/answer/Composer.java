package io.atoll.dns.answer;

import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Delegation;
import io.atoll.dns.zone.Lookup.Alias;
import io.atoll.dns.zone.Lookup.Delegated;
import io.atoll.dns.zone.Lookup.Found;
import io.atoll.dns.zone.Lookup.NoData;
import io.atoll.dns.zone.Lookup.NoSuchName;
import io.atoll.dns.zone.Lookup.Routed;
import io.atoll.dns.zone.RoutedSet;
import io.atoll.dns.zone.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Puts the records of a zone together into replies, following aliases within it. */
final class Composer {
  /** Longer chains are a mistake, or a circle. */
  private static final int ALIASES_MAX = 8;

  /** A type that is reserved, so that no name has records of it (RFC 6895 section 3.1). */
  static final int NO_TYPE = 0;

  private final Zone zone;

  Composer(Zone zone) {
    this.zone = zone;
  }

  /** RFC 1034 section 4.3.2: where an alias leads outside, the client is to ask again. */
  Composed compose(Name name, int type) {
    List<Record> aliases = new ArrayList<>();
    Name at = name;
    while (zone.contains(at) && aliases.size() < ALIASES_MAX) {
      switch (zone.find(at, type)) {
        case Found(List<Record> records) -> {
          List<Record> glue = type == Type.NS ? zone.glue(records) : List.of();
          return same(Reply.answer(joined(aliases, named(records, at)), glue));
        }
        case Routed(RoutedSet set) -> {
          RoutedSet own = new RoutedSet(at, type, set.by(), set.templates());
          return new Composed.ByPlace(
              List.copyOf(aliases), own, noData(aliases, at, zone.types(set.owner()), type));
        }
        case Alias(var alias) -> {
          aliases.add(alias.withName(at));
          at = alias.getTarget();
        }
        case Delegated(Delegation to) -> {
          return aliases.isEmpty()
              ? new Composed.Same(Draft.referral(to, zone.negativeSoa().getTTL()))
              : same(Reply.answer(aliases, List.of()));
        }
        case NoData(Set<Integer> types) -> {
          return new Composed.Same(noData(aliases, at, types, type));
        }
        // RFC 2308 section 2.1: the rcode is of the name that aliases lead to.
        case NoSuchName _ -> {
          return new Composed.Same(Draft.noSuchName(aliases, zone.negativeSoa(), at));
        }
      }
    }
    return same(Reply.answer(aliases, List.of()));
  }

  private static Composed same(Reply reply) {
    return new Composed.Same(Draft.of(reply));
  }

  private Draft noData(List<Record> aliases, Name name, Collection<Integer> types, int asked) {
    return Draft.noData(aliases, zone.negativeSoa(), name, types, asked);
  }

  /** The types for which a name has an answer that those of no type of its own don't have. */
  SortedSet<Integer> types(Name name) {
    SortedSet<Integer> types = new TreeSet<>(zone.types(name));
    Name at = name;
    for (int i = 0; i < ALIASES_MAX && zone.contains(at); i++) {
      switch (zone.find(at, NO_TYPE)) {
        case Alias(var alias) -> at = alias.getTarget();
        case NoData(Set<Integer> own) -> {
          types.addAll(own);
          return types;
        }
        case Delegated _ -> {
          // Whatever else stands at a cut is the other zone's (RFC 4035 section 3.1.4.1).
          return new TreeSet<>(Set.of(Type.DS));
        }
        case Found _, Routed _, NoSuchName _ -> {
          return types;
        }
      }
    }
    return types;
  }

  private static List<Record> joined(List<Record> first, List<Record> then) {
    List<Record> joined = new ArrayList<>(first);
    joined.addAll(then);
    return joined;
  }

  /** Records of a wildcard are answered as those of the name that it stands for. */
  private static List<Record> named(List<Record> records, Name owner) {
    return records.stream().map(record -> record.withName(owner)).toList();
  }
}
