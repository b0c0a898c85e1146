package io.atoll.controller.table;

import io.atoll.controller.health.HealthBoard;
import io.atoll.controller.intent.Intent;
import io.atoll.core.routing.RegionEntry;
import java.util.Collection;
import java.util.Optional;

/**
 * Suspects the detector rather than the world: when health would leave users no region at all, the
 * last health that left them one goes on to be used. An answer that may be wrong is better than
 * none. Operators are not braked: what they drain stays drained.
 *
 * @param lastGood the newest health that left at least one region serving, if there was one
 * @param engaged whether the last plan was made from it
 */
public record Brake(Optional<HealthBoard> lastGood, boolean engaged) {
  public static final Brake START = new Brake(Optional.empty(), false);

  /** A plan, and the brake after it. */
  public record Braked(TablePlan plan, Brake brake) {}

  public Braked plan(Collection<Site> sites, Intent intent, HealthBoard health) {
    TablePlan plan = TablePlan.of(sites, intent, health);
    if (plan.serving() > 0) {
      return new Braked(plan, new Brake(Optional.of(health), false));
    }
    if (lastGood.isEmpty() || nobodyMayServe(plan)) {
      return new Braked(plan, new Brake(lastGood, false));
    }
    TablePlan kept = TablePlan.of(sites, intent, lastGood.get());
    return kept.serving() > 0
        ? new Braked(kept, new Brake(lastGood, true))
        : new Braked(plan, new Brake(lastGood, false));
  }

  private static boolean nobodyMayServe(TablePlan plan) {
    return plan.regions().values().stream().noneMatch(Brake::mayServe);
  }

  private static boolean mayServe(RegionEntry entry) {
    return switch (entry.state()) {
      case DRAINED, EXPELLED -> false;
      case UP, DOWN, RECOVERING -> entry.weight() > 0;
    };
  }
}
