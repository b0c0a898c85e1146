package io.atoll.dns.routing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Regions among which clients are divided by weight, wherever they are. Each region draws a waiting
 * time for each client, the shorter the more weight it has, and the shortest takes the client
 * (weighted rendezvous hashing). So when a weight changes or a region leaves, no client moves
 * between two others.
 *
 * @param lots one for each region
 */
public record Draw(List<Lot> lots) implements Choice {
  /** 53 bits, which a double holds, and the middle between two of their values: never 0 or 1. */
  private static final double STEP = 0x1p-53;

  /**
   * One region's.
   *
   * @param target its index in {@link Routing#targets()}
   * @param weight above zero; only relative to the others'
   * @param seed of its region alone, so that regions draw independently of each other
   */
  public record Lot(int target, long weight, long seed) {
    public Lot {
      if (weight < 1) {
        throw new IllegalArgumentException("weight %d is less than 1".formatted(weight));
      }
    }

    /** Exponentially distributed, with the weight as its rate. */
    double waits(long prefix) {
      double uniform = ((Choice.mixed(prefix ^ seed) >>> 11) + 0.5) * STEP;
      // Strict, so that all name servers agree to the last bit.
      return -StrictMath.log(uniform) / weight;
    }
  }

  public Draw {
    lots = List.copyOf(lots);
    if (lots.isEmpty()) {
      throw new IllegalArgumentException("expected a region to send users to, but there is none");
    }
  }

  @Override
  public int target(long prefix) {
    Lot shortest = lots.get(0);
    double least = shortest.waits(prefix);
    for (int i = 1; i < lots.size(); i++) {
      Lot lot = lots.get(i);
      double waits = lot.waits(prefix);
      if (waits < least) {
        shortest = lot;
        least = waits;
      }
    }
    return shortest.target;
  }

  @Override
  public boolean isSure() {
    return lots.size() == 1;
  }

  @Override
  public IntStream targets() {
    return lots.stream().mapToInt(Lot::target);
  }
}
