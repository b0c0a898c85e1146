package io.atoll.dns.answer;

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
  private final SeenNames seen = new SeenNames();

  Directory(Collection<Served> zones) {
    Map<Name, Entry> entries = new HashMap<>();
    // A zone below another of this server's wins over the other's cut.
    zones.stream()
        .sorted(Comparator.comparingInt(served -> served.zone().apex().labels()))
        .forEach(served -> add(served, entries));
    names = new QuickNames<>(entries);
  }

  private void add(Served of, Map<Name, Entry> entries) {
    Zone zone = of.zone();
    Composer composer = new Composer(zone);
    Draft draft = Draft.noSuchName(List.of(), zone.negativeSoa(), zone.apex());
    // Never signed as it is, since the proof is of the name that was asked for.
    Answer noSuchName = new Answer.Same(Rendered.of(draft, null, zone.apex(), false));
    for (Name name : zone.names()) {
      Entry parents = entries.get(name);
      entries.put(name, entry(of, composer, name, parents, noSuchName));
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
      Served of, Composer composer, Name name, @Nullable Entry parents, Answer noSuchName) {
    SortedMap<Integer, Answer> answers = new TreeMap<>();
    composer
        .types(name)
        .forEach(type -> answers.put(type, answer(of, name, composer.compose(name, type))));
    if (parents != null) {
      // The parent has a zone's keys (RFC 4035 section 3.1.4.1).
      answers.put(Type.DS, parents.answer(name.length(), Type.DS));
    }
    Composed otherwise = composer.compose(name, Composer.NO_TYPE);
    Answer rest = answer(of, name, otherwise);
    boolean cut = of.zone().find(name, Composer.NO_TYPE) instanceof Delegated;
    // An alias itself is of any type, so that it isn't followed (RFC 1034 section 3.6.2).
    SortedSet<Integer> own = of.zone().types(name);
    return new Entry(
        of,
        name,
        answers,
        rest,
        cut || own.isEmpty() ? rest : answers.getOrDefault(own.first(), rest),
        cut ? below(of, name, otherwise) : noSuchName,
        cut);
  }

  private Answer answer(Served of, Name name, Composed composed) {
    return switch (composed) {
      case Composed.Same(Draft draft) ->
          new Answer.Same(Rendered.of(draft, of.signer(), name, true));
      case Composed.ByPlace byPlace -> {
        slots.add(new Slot(of, name, byPlace));
        yield new Answer.ByPlace(
            slots.size() - 1, Rendered.of(byPlace.otherwise(), of.signer(), name, true));
      }
    };
  }

  private static Answer below(Served of, Name cut, Composed referral) {
    return switch (referral) {
      case Composed.Same(Draft draft) ->
          new Answer.Same(Rendered.of(draft, of.signer(), cut, false));
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

  /** Signed answers about names that aren't there, of those that were asked for before. */
  SeenNames seen() {
    return seen;
  }

  List<Slot> slots() {
    return slots;
  }
}
