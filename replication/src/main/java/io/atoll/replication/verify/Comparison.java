package io.atoll.replication.verify;

import io.atoll.core.position.Watermark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What looks at several regions prove. */
public final class Comparison {
  private Comparison() {}

  /** The keys whose cells are not the same in all looks. */
  public static Set<String> differing(Collection<Look> looks) {
    return looks.stream()
        .flatMap(look -> look.digests().keySet().stream())
        .distinct()
        .filter(key -> looks.stream().map(look -> digest(look, key)).distinct().count() > 1)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String digest(Look look, String key) {
    return look.digests().getOrDefault(key, "");
  }

  /**
   * Whether every region has, in its later look, applied all that any had in its earlier one. Only
   * then is a difference that stayed not one that replication is about to end.
   */
  public static boolean isConclusive(Collection<Look> earlier, Collection<Look> later) {
    Watermark all = earlier.stream().map(Look::watermark).reduce(Watermark.ZERO, Watermark::merge);
    return later.stream().allMatch(look -> look.watermark().covers(all));
  }

  /**
   * The keys that really differ: they did in both looks at each region, and no region changed its
   * cell in between, although by then all had applied whatever any had before.
   *
   * @param earlier a look at each region
   * @param later another at each, in the same order; conclusive, see {@link #isConclusive}
   */
  public static Set<String> confirmed(List<Look> earlier, List<Look> later) {
    if (earlier.size() != later.size()) {
      throw new IllegalArgumentException(
          "%d earlier looks and %d later ones are not of the same regions"
              .formatted(earlier.size(), later.size()));
    }
    Set<String> keys = differing(earlier);
    keys.retainAll(differing(later));
    for (int region = 0; region < earlier.size(); region++) {
      Look before = earlier.get(region);
      Look after = later.get(region);
      keys.removeIf(key -> !digest(before, key).equals(digest(after, key)));
    }
    return keys;
  }

  /**
   * The regions, by their place in the looks, that hold another cell than most do; all of them if
   * there is no majority.
   */
  public static Set<Integer> minority(List<Look> looks, String key) {
    Map<String, Long> votes =
        looks.stream()
            .collect(Collectors.groupingBy(look -> digest(look, key), Collectors.counting()));
    Optional<String> most =
        votes.entrySet().stream()
            .filter(vote -> vote.getValue() * 2 > looks.size())
            .map(Map.Entry::getKey)
            .findFirst();
    Set<Integer> regions = new TreeSet<>();
    for (int region = 0; region < looks.size(); region++) {
      String held = digest(looks.get(region), key);
      if (most.filter(held::equals).isEmpty()) {
        regions.add(region);
      }
    }
    return regions;
  }
}
