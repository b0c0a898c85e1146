package io.atoll.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.testkit.property.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * A checker is believed both ways: it never accuses a register that keeps the last writer's value,
 * and always finds a value that stands although a later write was acknowledged.
 */
class CheckerLawTest {
  private static final String KEY = "profiles/a";
  private static final RegionId[] REGIONS = {HandMade.US, HandMade.EU, HandMade.AP};
  private static final int WRITES = 20;

  /**
   * A write that took effect, or not, at one moment between its start and its end.
   *
   * @param saved whether it is in its region's log; so is every acknowledged one, and some of those
   *     that got no answer
   */
  private record Written(
      RegionId region,
      String value,
      long start,
      long effect,
      long end,
      boolean saved,
      boolean ok) {}

  private final List<Written> writes = new ArrayList<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private HandMade history = new HandMade();

  private void generate(RandomGenerator random) {
    writes.clear();
    offsets.clear();
    history = new HandMade();
    for (int i = 0; i < WRITES; i++) {
      long start = random.nextLong(1_000);
      long effect = start + random.nextLong(100);
      boolean ok = random.nextInt(4) > 0;
      boolean saved = ok || random.nextBoolean();
      RegionId region = REGIONS[random.nextInt(REGIONS.length)];
      writes.add(
          new Written(region, "v" + i, start, effect, effect + random.nextLong(50), saved, ok));
    }
    writes.sort(Comparator.comparingLong(Written::effect).thenComparing(Written::region));
    Map<RegionId, Long> next = new HashMap<>();
    for (Written write : writes) {
      if (write.saved) {
        offsets.put(write.value, next.merge(write.region, 1L, Long::sum));
      }
      if (write.ok) {
        history.write(write.region, KEY, write.value, write.start, write.end, offset(write.value));
      } else {
        history.unknownWrite(write.region, KEY, write.value, write.start, write.end);
      }
    }
  }

  private long offset(String value) {
    return Optional.ofNullable(offsets.get(value)).orElseThrow();
  }

  private Finding judge(Written found) {
    return LostWrites.check(
        history.history(),
        HandMade.everywhere(KEY, found.value, HandMade.tag(found.region, offset(found.value))),
        0,
        Duration.ZERO);
  }

  private Optional<Written> lastWriter() {
    return writes.stream().filter(Written::saved).reduce((_, later) -> later);
  }

  @Test
  void lastWriterIsNeverAccused() {
    Property.forAll(
        1,
        500,
        random -> {
          generate(random);
          Finding finding = judge(lastWriter().orElseThrow());
          assertThat(finding.verdict())
              .describedAs("%s of %s", finding, writes)
              .isEqualTo(Verdict.PASS);
        });
  }

  @Test
  void valueThatEndedBeforeAnAcknowledgedWriteBeganIsAlwaysCaught() {
    Property.forAll(
        10_000,
        500,
        random -> {
          generate(random);
          writes.stream()
              .filter(Written::ok)
              .filter(early ->
                  writes.stream().filter(Written::ok).anyMatch(late -> early.end < late.start))
              .forEach(early ->
                  assertThat(judge(early).verdict())
                      .describedAs("%s found, of %s", early, writes)
                      .isEqualTo(Verdict.FAIL));
        });
  }

  @Test
  void earlierOffsetOfTheSameLogIsAlwaysCaught() {
    Property.forAll(
        20_000,
        500,
        random -> {
          generate(random);
          writes.stream()
              .filter(Written::saved)
              .filter(early -> writes.stream().anyMatch(late -> supersededInLog(early, late)))
              .forEach(early ->
                  assertThat(judge(early).verdict())
                      .describedAs("%s found, of %s", early, writes)
                      .isEqualTo(Verdict.FAIL));
        });
  }

  private boolean supersededInLog(Written early, Written late) {
    return late.ok && late.region.equals(early.region) && offset(late.value) > offset(early.value);
  }

  @Test
  void readersThatSeeTheRegionsLastVisibleWriteAreNeverAccused() {
    Property.forAll(
        30_000,
        500,
        random -> {
          generate(random);
          for (int i = 0; i < WRITES; i++) {
            long at = random.nextLong(1_200);
            writes.stream()
                .filter(write -> write.saved && write.effect <= at)
                .reduce((_, later) -> later)
                .ifPresent(seen ->
                    history.read(seen.region, KEY, seen.value, at, at + 1, offset(seen.value)));
          }
          assertThat(StaleReads.check(history.history(), 0, Duration.ZERO).violations()).isEmpty();
        });
  }
}
