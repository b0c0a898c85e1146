package io.atoll.controller.intent;

import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A wish to change intent. Every one may be sent twice without doing more than once. */
public sealed interface IntentCommand {

  /**
   * Takes a region out of service.
   *
   * @param judgedAt the version of intent at which this was found to be safe; if intent has changed
   *     since, it is not done, so that two drains that are safe alone can't together drain the last
   *     region
   */
  record DrainRegion(RegionId region, Drain drain, long judgedAt) implements IntentCommand {}

  /** Lets a drained region serve again, as soon as it is healthy. */
  record RestoreRegion(RegionId region) implements IntentCommand {}

  /**
   * Ends the lives of a region's log: what others have of them is all that there will ever be.
   *
   * @param lives those that are known, at least one, all of this region
   * @param judgedAt as for {@link DrainRegion}
   */
  record ExpelRegion(
      RegionId region, Expulsion expulsion, SortedSet<IncarnationId> lives, long judgedAt)
      implements IntentCommand {
    public ExpelRegion {
      lives = Collections.unmodifiableSortedSet(new TreeSet<>(lives));
      if (lives.isEmpty() || lives.size() > Intent.ENDED_MAX) {
        throw new IllegalArgumentException(
            "%d incarnations of %s to end, expected 1 to %d"
                .formatted(lives.size(), region, Intent.ENDED_MAX));
      }
      if (!lives.stream().allMatch(life -> life.region().equals(region))) {
        throw new IllegalArgumentException(
            "expected incarnations of %s, but %s".formatted(region, lives));
      }
    }
  }

  /** Makes an expelled region a member again. The lives that were ended stay ended. */
  record ReadmitRegion(RegionId region) implements IntentCommand {}

  /**
   * Adds namespaces that don't exist yet; leaves those that do as they are.
   *
   * @param namespaces at most {@value Intent#NAMESPACES_MAX}
   */
  record DeclareNamespaces(List<Namespace> namespaces) implements IntentCommand {
    public DeclareNamespaces {
      namespaces = List.copyOf(namespaces);
    }
  }

  /**
   * Changes how much a region takes of the users nearest to it.
   *
   * @param weight 0 to {@value RegionEntry#WEIGHT_MAX}
   * @param judgedAt as for {@link DrainRegion}: weight 0 takes a region out too
   */
  record WeighRegion(RegionId region, int weight, long judgedAt) implements IntentCommand {
    public WeighRegion {
      if (weight < 0 || weight > RegionEntry.WEIGHT_MAX) {
        throw new IllegalArgumentException(
            "weight %d of region %s is outside 0 to %d"
                .formatted(weight, region, RegionEntry.WEIGHT_MAX));
      }
    }
  }
}
