package io.atoll.cli.operator;

import io.atoll.core.position.Watermark;
import io.atoll.replication.verify.Verdict;
import io.atoll.replication.verify.Verification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Whether all regions hold the same, partition by partition, as of a moment. */
final class RegionsCheck {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /** Keys that are named one by one; the rest is counted. */
  private static final int NAMED_MAX = 20;

  private final Instant began;
  private final Map<Integer, Verdict> verdicts = new TreeMap<>();

  private RegionsCheck(Instant began) {
    this.began = began;
  }

  static RegionsCheck run(List<ReplicatorClient> regions) {
    RegionsCheck check = new RegionsCheck(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    Verification verification =
        new Verification(regions, () -> LockSupport.parkNanos(BETWEEN_LOOKS.toNanos()));
    int partitions = regions.stream().mapToInt(ReplicatorClient::partitions).max().orElse(0);
    for (int partition = 0; partition < partitions; partition++) {
      check.verdicts.put(partition, verification.verify(partition));
    }
    return check;
  }

  boolean areEqual() {
    return verdicts.values().stream().allMatch(Verdict.Equal.class::isInstance);
  }

  /** Which partitions of which region hold cells that are not those of most regions. */
  Map<String, Set<Integer>> wrong() {
    Map<String, Set<Integer>> wrong = new TreeMap<>();
    verdicts.forEach((partition, verdict) -> {
      if (verdict instanceof Verdict.Different(var keys)) {
        keys.values().stream()
            .flatMap(Set::stream)
            .forEach(region -> wrong.computeIfAbsent(region, _ -> new TreeSet<>()).add(partition));
      }
    });
    return wrong;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    verdicts.forEach((partition, verdict) -> {
      switch (verdict) {
        case Verdict.Equal(Watermark watermark) ->
            lines.add(
                "partition %d: equal up to %s, about %s".formatted(partition, watermark, began));
        case Verdict.Different(var keys) -> {
          lines.add("partition %d: keys that differ".formatted(partition));
          new TreeMap<>(keys)
              .entrySet().stream()
                  .limit(NAMED_MAX)
                  .forEach(key -> lines.add("  %s in %s".formatted(key.getKey(), key.getValue())));
          if (keys.size() > NAMED_MAX) {
            lines.add("  and %d more; all with -o json".formatted(keys.size() - NAMED_MAX));
          }
        }
        case Verdict.Undecided(String reason) -> lines.add("undecided, " + reason);
      }
    });
    return lines;
  }

  JsonObject json() {
    JsonArray partitions = new JsonArray();
    verdicts.forEach((partition, verdict) -> {
      JsonObject one = new JsonObject().put("partition", partition);
      switch (verdict) {
        case Verdict.Equal(Watermark watermark) -> {
          JsonObject upTo = new JsonObject();
          watermark
              .nextOffsets()
              .forEach((incarnation, next) -> upTo.put(incarnation.toString(), next));
          one.put("verdict", "equal").put("watermark", upTo);
        }
        case Verdict.Different(var keys) -> {
          JsonObject wrong = new JsonObject();
          keys.forEach(
              (key, regions) -> wrong.put(key, new JsonArray(List.copyOf(new TreeSet<>(regions)))));
          one.put("verdict", "different").put("keys", wrong);
        }
        case Verdict.Undecided(String reason) ->
            one.put("verdict", "undecided").put("reason", reason);
      }
      partitions.add(one);
    });
    return new JsonObject()
        .put("time", began.toString())
        .put("equal", areEqual())
        .put("partitions", partitions);
  }
}
