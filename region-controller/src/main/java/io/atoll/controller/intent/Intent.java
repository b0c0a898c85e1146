package io.atoll.controller.intent;

import io.atoll.controller.intent.IntentCommand.DeclareNamespaces;
import io.atoll.controller.intent.IntentCommand.DrainRegion;
import io.atoll.controller.intent.IntentCommand.ExpelRegion;
import io.atoll.controller.intent.IntentCommand.ReadmitRegion;
import io.atoll.controller.intent.IntentCommand.RestoreRegion;
import io.atoll.controller.intent.IntentCommand.WeighRegion;
import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What operators and configuration want: which regions are drained or expelled, what they weigh,
 * which namespaces exist.
 *
 * <p>The same in every region, because every controller starts from {@link #EMPTY} and applies the
 * same commands in the same order. Two intents of one version are equal.
 *
 * @param version how many commands have changed it
 * @param drains regions taken out by hand
 * @param weights weights that differ from the configured ones
 * @param namespaces by name, at most {@value #NAMESPACES_MAX}
 * @param expulsions regions that are no members until they are readmitted
 * @param ended lives of logs that were expelled, at most {@value #ENDED_MAX}: for ever, since one
 *     may come back at any time
 */
public record Intent(
    long version,
    SortedMap<RegionId, Drain> drains,
    SortedMap<RegionId, Integer> weights,
    SortedMap<String, Namespace> namespaces,
    SortedMap<RegionId, Expulsion> expulsions,
    SortedSet<IncarnationId> ended) {
  /** All of them travel in every routing table. */
  public static final int NAMESPACES_MAX = 1000;

  /** Lives end by hand, a few in years; each travels in every routing table. */
  public static final int ENDED_MAX = 1000;

  public static final Intent EMPTY =
      new Intent(
          0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>());

  public Intent {
    drains = Collections.unmodifiableSortedMap(new TreeMap<>(drains));
    weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
    expulsions = Collections.unmodifiableSortedMap(new TreeMap<>(expulsions));
    ended = Collections.unmodifiableSortedSet(new TreeSet<>(ended));
  }

  /** Applies a command; a function of this and the command alone, so alike in every region. */
  public IntentOutcome apply(IntentCommand command) {
    return switch (command) {
      case DrainRegion drain -> drain(drain);
      case RestoreRegion restore -> restore(restore);
      case WeighRegion weigh -> weigh(weigh);
      case ExpelRegion expel -> expel(expel);
      case ReadmitRegion readmit -> readmit(readmit);
      case DeclareNamespaces declare -> declare(declare);
    };
  }

  public boolean isDrained(RegionId region) {
    return drains.containsKey(region);
  }

  public boolean isExpelled(RegionId region) {
    return expulsions.containsKey(region);
  }

  /** The later of the two. */
  public Intent newer(Intent other) {
    return other.version > version ? other : this;
  }

  private IntentOutcome drain(DrainRegion command) {
    if (isDrained(command.region())) {
      return new IntentOutcome.Accepted(this);
    }
    if (command.judgedAt() != version) {
      return new IntentOutcome.Superseded(this);
    }
    return accept(withDrains(with(drains, command.region(), command.drain())));
  }

  private IntentOutcome restore(RestoreRegion command) {
    if (!isDrained(command.region())) {
      return new IntentOutcome.Accepted(this);
    }
    SortedMap<RegionId, Drain> left = changed(drains, map -> map.remove(command.region()));
    return accept(withDrains(left));
  }

  private Intent withDrains(SortedMap<RegionId, Drain> changed) {
    return new Intent(next(), changed, weights, namespaces, expulsions, ended);
  }

  private IntentOutcome expel(ExpelRegion command) {
    if (isExpelled(command.region()) && ended.containsAll(command.lives())) {
      return new IntentOutcome.Accepted(this);
    }
    SortedSet<IncarnationId> all = new TreeSet<>(ended);
    all.addAll(command.lives());
    if (command.judgedAt() != version || all.size() > ENDED_MAX) {
      return new IntentOutcome.Superseded(this);
    }
    SortedMap<RegionId, Expulsion> changed =
        changed(expulsions, map -> map.putIfAbsent(command.region(), command.expulsion()));
    return accept(new Intent(next(), drains, weights, namespaces, changed, all));
  }

  private IntentOutcome readmit(ReadmitRegion command) {
    if (!isExpelled(command.region())) {
      return new IntentOutcome.Accepted(this);
    }
    SortedMap<RegionId, Expulsion> left = changed(expulsions, map -> map.remove(command.region()));
    return accept(new Intent(next(), drains, weights, namespaces, left, ended));
  }

  private IntentOutcome weigh(WeighRegion command) {
    Integer present = weights.get(command.region());
    if (present != null && present == command.weight()) {
      return new IntentOutcome.Accepted(this);
    }
    if (command.judgedAt() != version) {
      return new IntentOutcome.Superseded(this);
    }
    SortedMap<RegionId, Integer> changed = with(weights, command.region(), command.weight());
    return accept(new Intent(next(), drains, changed, namespaces, expulsions, ended));
  }

  private IntentOutcome declare(DeclareNamespaces command) {
    SortedMap<String, Namespace> all =
        changed(
            namespaces,
            map -> {
              for (Namespace namespace : command.namespaces()) {
                if (map.size() < NAMESPACES_MAX) {
                  map.putIfAbsent(namespace.name(), namespace);
                }
              }
            });
    return all.equals(namespaces)
        ? new IntentOutcome.Accepted(this)
        : accept(new Intent(next(), drains, weights, all, expulsions, ended));
  }

  private static IntentOutcome accept(Intent changed) {
    return new IntentOutcome.Accepted(changed);
  }

  private long next() {
    return version + 1;
  }

  private static <K, V> SortedMap<K, V> with(SortedMap<K, V> map, K key, V value) {
    return changed(map, copy -> copy.put(key, value));
  }

  private static <K, V> SortedMap<K, V> changed(
      SortedMap<K, V> map, Consumer<SortedMap<K, V>> change) {
    SortedMap<K, V> copy = new TreeMap<>(map);
    change.accept(copy);
    return copy;
  }
}
