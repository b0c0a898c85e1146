package io.atoll.testkit.random;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Independent random streams of one seed, by name. A part of a test that draws more or fewer
 * numbers does not shift what another part draws, so that a small change of the code leaves the
 * rest of a seed's story as it was.
 */
public final class RandomStreams {
  private final long seed;
  private final Map<String, RandomGenerator> streams = new HashMap<>();

  public RandomStreams(long seed) {
    this.seed = seed;
  }

  public long seed() {
    return seed;
  }

  /** The stream of this name; asked for again, it goes on where it was. */
  public RandomGenerator stream(String name) {
    return streams.computeIfAbsent(name, this::open);
  }

  private RandomGenerator open(String name) {
    return new SplittableRandom(mix(seed) ^ mix(hash(name)));
  }

  /** FNV-1a over 64 bits: {@link String#hashCode} has only 32. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64: neighbouring seeds end far apart. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
