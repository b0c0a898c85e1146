package io.atoll.replication.simulation.data;

import io.atoll.core.position.Watermark;
import java.util.ArrayList;
import java.util.List;

/** One who follows all changes, by a token, now in this region and then in that. */
final class Feed {
  private static final int AT_ONCE = 5;
  private final World world;
  private final List<Watermark> token = new ArrayList<>();

  /** Per partition and origin, how many changes came; each at its place. */
  private final long[][] received;

  private int region;

  Feed(World world) {
    this.world = world;
    received = new long[World.PARTITIONS][world.count()];
    for (int i = 0; i < World.PARTITIONS; i++) {
      token.add(Watermark.ZERO);
    }
  }

  void turn() {
    if (world.random().nextInt(8) == 0) {
      region = world.random().nextInt(world.count());
      for (int i = 0; i < World.PARTITIONS; i++) {
        token.set(i, world.rules().feedResumed(token.get(i)));
      }
    }
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      if (world.region(region).serves(partition)) {
        follow(partition);
      }
    }
  }

  private void follow(int partition) {
    Region here = world.region(region);
    Watermark applied = here.shard(partition).watermark;
    for (int origin = 0; origin < world.count(); origin++) {
      Region from = world.region(origin);
      long next = token.get(partition).next(from.incarnation);
      long end = Math.min(applied.next(from.incarnation), next + AT_ONCE);
      for (; next < end; next++) {
        received(here.readable(origin, partition).get((int) next), partition);
      }
      token.set(partition, token.get(partition).advance(from.incarnation, next));
    }
  }

  private void received(Entry entry, int partition) {
    long expected = received[partition][entry.origin]++;
    if (entry.offset() != expected) {
      throw new Broken(
          Invariant.FEED,
          "expected change %d of %s, but %s came"
              .formatted(expected, entry.logged.at().incarnation(), entry));
    }
  }

  boolean hasEverything() {
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      for (int origin = 0; origin < world.count(); origin++) {
        if (received[partition][origin] < world.region(origin).log.get(partition).size()) {
          return false;
        }
      }
    }
    return true;
  }
}
