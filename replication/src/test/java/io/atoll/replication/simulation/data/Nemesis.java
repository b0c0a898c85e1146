package io.atoll.replication.simulation.data;

import java.util.ArrayList;
import java.util.List;

/** Lets faults begin and end, and at last ends all of them. */
final class Nemesis {
  private static final long AHEAD_MILLIS = 600_000;
  private final World world;
  private final List<Fault> toCome;
  private final List<Fault> lasting = new ArrayList<>();
  private final int[][] cuts;

  Nemesis(World world, List<Fault> faults) {
    this.world = world;
    toCome = new ArrayList<>(faults);
    cuts = new int[world.count()][world.count()];
  }

  boolean passes(int from, int to) {
    return cuts[from][to] == 0;
  }

  void turn(int operation) {
    while (!toCome.isEmpty() && toCome.getFirst().at() <= operation) {
      Fault fault = toCome.removeFirst();
      if (world.tells()) {
        world.tell("begins: " + fault);
      }
      begin(fault);
      lasting.add(fault);
    }
    for (int i = lasting.size() - 1; i >= 0; i--) {
      Fault fault = lasting.get(i);
      if (fault.at() + fault.length() <= operation) {
        lasting.remove(i);
        end(fault);
        if (world.tells()) {
          world.tell("ends: " + fault);
        }
      }
    }
  }

  void heal() {
    lasting.forEach(this::end);
    lasting.clear();
    toCome.clear();
  }

  private void begin(Fault fault) {
    Region region = world.region(fault.region());
    switch (fault.type()) {
      case CUT_ONE_WAY, CUT_BETWEEN, CUT_OFF -> cut(fault, 1);
      case POWER_LOSS -> region.losePower();
      case REDIS_EMPTIED -> region.redis.empty();
      case REDIS_STALE -> region.redis.fallBack();
      case REDIS_DOWN -> region.redis.up = false;
      case APPLIERS_PAUSED -> region.pauseAppliers();
      case APPLIERS_KILLED -> region.restartAppliers();
      case EDGE_CUT_OFF -> edge(fault).cutOff = true;
      case CLOCK_OFF -> {
        region.clockOffMillis += fault.amount();
        edge(fault).clockOffMillis -= fault.amount();
      }
      case CLOCK_AHEAD -> region.clockOffMillis += AHEAD_MILLIS;
      case QUIET -> world.pass(Math.abs(fault.amount()) * 450L);
    }
  }

  private void end(Fault fault) {
    Region region = world.region(fault.region());
    switch (fault.type()) {
      case CUT_ONE_WAY, CUT_BETWEEN, CUT_OFF -> cut(fault, -1);
      case REDIS_DOWN -> region.redis.up = true;
      case APPLIERS_PAUSED -> region.wakeZombies();
      case EDGE_CUT_OFF -> edge(fault).cutOff = false;
      case CLOCK_OFF -> {
        region.clockOffMillis -= fault.amount();
        edge(fault).clockOffMillis += fault.amount();
      }
      case CLOCK_AHEAD -> region.clockOffMillis -= AHEAD_MILLIS;
      case POWER_LOSS, REDIS_EMPTIED, REDIS_STALE, APPLIERS_KILLED, QUIET -> {}
    }
  }

  private Edge edge(Fault fault) {
    return world.region(fault.region()).edges.get(fault.length() % Region.EDGES);
  }

  private void cut(Fault fault, int by) {
    switch (fault.type()) {
      case CUT_ONE_WAY -> cuts[fault.region()][fault.other()] += by;
      case CUT_BETWEEN -> {
        cuts[fault.region()][fault.other()] += by;
        cuts[fault.other()][fault.region()] += by;
      }
      default -> {
        for (int other = 0; other < cuts.length; other++) {
          cuts[fault.region()][other] += by;
          cuts[other][fault.region()] += by;
        }
      }
    }
  }
}
