package io.atoll.dns.answer;

import io.atoll.dns.wire.Prepared;
import io.atoll.dns.wire.Reply;
import io.atoll.dns.zone.Lookup.Delegated;
import io.atoll.dns.zone.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Everything that this server answers whatever the routing: each name of each zone with its
 * rendered answers, and the {@link Slot}s for those that depend on it. Made anew when a zone
 * changes.
 */
final class Directory {
  private final QuickNames<Entry> names;
  private final List<Slot> slots = new ArrayList<>();

  Directory(Collection<Zone> zones) {
    Map<Name, Entry> entries = new HashMap<>();
    // A zone below another of this server's wins over the other's cut.
    zones.stream()
        .sorted(Comparator.comparingInt(zone -> zone.apex().labels()))
        .forEach(zone -> add(zone, entries));
    names = new QuickNames<>(entries);
  }

  private void add(Zone zone, Map<Name, Entry> entries) {
    Composer composer = new Composer(zone);
    Prepared noSuchName = Prepared.of(composer.noSuchName(), zone.apex(), false);
    for (Name name : zone.names()) {
      Entry parents = entries.get(name);
      entries.put(name, entry(zone, composer, name, parents, new Answer.Same(noSuchName)));
    }
    for (Name name : zone.names()) {
      Entry own = entries.get(name);
      Entry wildcard = zone.wildcard(name).map(entries::get).orElse(null);
      if (own != null && wildcard != null) {
        own.expand(wildcard);
      }
    }
  }

  private Entry entry(
      Zone zone, Composer composer, Name name, @Nullable Entry parents, Answer noSuchName) {
    SortedMap<Integer, Answer> answers = new TreeMap<>();
    SortedSet<Integer> types = composer.types(name);
    types.forEach(type -> answers.put(type, answer(zone, name, composer.compose(name, type))));
    if (parents != null) {
      // The parent has a zone's keys (RFC 4035 section 3.1.4.1).
      answers.put(Type.DS, parents.answer(name.length(), Type.DS));
    }
    Composed otherwise = composer.compose(name, Composer.NO_TYPE);
    Answer rest = answer(zone, name, otherwise);
    boolean cut = zone.find(name, Composer.NO_TYPE) instanceof Delegated;
    return new Entry(
        zone,
        name,
        answers,
        rest,
        answers.getOrDefault(cut || types.isEmpty() ? Composer.NO_TYPE : types.first(), rest),
        cut ? below(name, otherwise) : noSuchName);
  }

  private Answer answer(Zone zone, Name name, Composed composed) {
    return switch (composed) {
      case Composed.Same(Reply reply) -> new Answer.Same(Prepared.of(reply, name, true));
      case Composed.ByPlace byPlace -> {
        slots.add(new Slot(zone, name, byPlace));
        yield new Answer.ByPlace(slots.size() - 1, Prepared.of(byPlace.otherwise(), name, true));
      }
    };
  }

  private static Answer below(Name cut, Composed referral) {
    return switch (referral) {
      case Composed.Same(Reply reply) -> new Answer.Same(Prepared.of(reply, cut, false));
      case Composed.ByPlace _ ->
          throw new IllegalStateException("expected a referral at the cut " + cut);
    };
  }

  /** The entry of a name in wire format, or of the nearest name above it; null if it is outside. */
  @Nullable Entry closest(byte[] bytes, int start, int end) {
    for (int at = start; ; at += 1 + bytes[at]) {
      Entry entry = names.find(bytes, at, end);
      if (entry != null || bytes[at] == 0) {
        return entry;
      }
    }
  }

  List<Slot> slots() {
    return slots;
  }
}
