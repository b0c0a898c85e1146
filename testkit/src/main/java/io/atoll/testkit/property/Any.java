package io.atoll.testkit.property;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Generators of the shared nouns. Most draw from a small pool on purpose, so that equal keys, equal
 * timestamps and neighbouring offsets are common: that is where merging goes wrong. Now and then
 * they touch a bound.
 */
public final class Any {
  /** One draw in this many is an extreme one. */
  private static final int EXTREME_ONE_IN = 16;

  private static final List<RegionId> REGIONS =
      List.of(RegionId.of("ap-northeast"), RegionId.of("eu-west"), RegionId.of("us-east"));
  private static final List<String> NAMESPACES = List.of("profiles", "carts", "a");
  private static final String NAME_CHARACTERS = "abc/ .~%ü日\uD83D\uDE00";
  private static final int NAME_CHARACTERS_MAX = 12;

  private Any() {}

  public static <T> T of(RandomGenerator random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  public static RegionId region(RandomGenerator random) {
    return of(random, REGIONS);
  }

  /** One of two lives of one of three regions' logs. */
  public static IncarnationId incarnation(RandomGenerator random) {
    return new IncarnationId(region(random), random.nextInt(4) == 0 ? "life-2" : "life-1");
  }

  /** A key of any legal shape: slashes, spaces, characters of one to four bytes. */
  public static Key key(RandomGenerator random) {
    if (random.nextInt(EXTREME_ONE_IN) == 0) {
      return new Key("a".repeat(Key.NAMESPACE_LENGTH_MAX), "n".repeat(Key.NAME_BYTES_MAX));
    }
    int[] alphabet = NAME_CHARACTERS.codePoints().toArray();
    StringBuilder name = new StringBuilder();
    int length = random.nextInt(1, NAME_CHARACTERS_MAX + 1);
    for (int i = 0; i < length; i++) {
      name.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return new Key(of(random, NAMESPACES), name.toString());
  }

  /** One of {@code distinct} keys, so that writes meet. */
  public static Key keyAmong(RandomGenerator random, int distinct) {
    return new Key("profiles", "user-" + random.nextInt(distinct));
  }

  /**
   * Mostly one of a few dozen, so that ties are common; sometimes zero, the last, a full counter.
   */
  public static HybridTimestamp timestamp(RandomGenerator random) {
    if (random.nextInt(EXTREME_ONE_IN) == 0) {
      return of(
          random,
          List.of(
              HybridTimestamp.ZERO,
              HybridTimestamp.of(1_000, HybridTimestamp.COUNTER_MAX),
              HybridTimestamp.of(HybridTimestamp.MILLIS_MAX, HybridTimestamp.COUNTER_MAX)));
    }
    return HybridTimestamp.of(1_000 + random.nextInt(4), random.nextInt(4));
  }

  /** Among the first few offsets, sometimes a very high one. */
  public static long offset(RandomGenerator random) {
    return random.nextInt(EXTREME_ONE_IN) == 0 ? Long.MAX_VALUE - 1 : random.nextInt(8);
  }

  public static Position position(RandomGenerator random) {
    return new Position(incarnation(random), random.nextInt(4), offset(random));
  }

  public static Watermark watermark(RandomGenerator random) {
    SortedMap<IncarnationId, Long> nextOffsets = new TreeMap<>();
    int entries = random.nextInt(4);
    for (int i = 0; i < entries; i++) {
      nextOffsets.put(incarnation(random), offset(random));
    }
    return new Watermark(nextOffsets);
  }

  /** From none to {@code sizeMax} bytes, of any value. */
  public static Bytes bytes(RandomGenerator random, int sizeMax) {
    byte[] content = new byte[random.nextInt(sizeMax + 1)];
    random.nextBytes(content);
    return Bytes.wrap(content);
  }
}
