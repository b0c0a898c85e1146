package io.atoll.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.routing.Ramp;
import io.atoll.dns.routing.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RampFileTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @TempDir private Path folder;

  /** A process whose clocks say this. */
  private RampFile process(long wallMillis, long nanos) {
    return new RampFile(folder, () -> wallMillis, () -> nanos);
  }

  private static Ramp half(long now) {
    return new Ramp(
        new TreeMap<>(
            Map.of(
                Tables.EU_WEST,
                new Ramp.Share(100, 0, now - 30 * SECOND, Duration.ofSeconds(60)))));
  }

  private static Ramp.Share share(Ramp ramp) {
    return Objects.requireNonNull(ramp.shares().get(Tables.EU_WEST));
  }

  @Test
  void aMoveGoesOnByTheClockOnTheWallWhateverTheOtherClockSays() throws Exception {
    process(1_000_000, 500 * SECOND).save(half(500 * SECOND));
    Ramp loaded = process(1_015_000, 7 * SECOND).load().orElseThrow();
    assertThat(share(loaded).at(7 * SECOND)).isEqualTo(25);
  }

  @Test
  void aClockOnTheWallThatWasSetBackTakesNobodyFurtherBackThanToTheBeginning() throws Exception {
    process(1_000_000, 0).save(half(0));
    Ramp loaded = process(0, 0).load().orElseThrow();
    assertThat(share(loaded).at(0)).isEqualTo(100);
  }

  @Test
  void whatIsMissingOrBrokenIsNotUsed() throws Exception {
    assertThat(process(0, 0).load()).isEmpty();
    for (String broken : new String[] {"{", "{\"EU WEST\":{}}", "{\"eu-west\":{\"from\":\"x\"}}"}) {
      Files.writeString(folder.resolve("ramp.json"), broken);
      assertThat(process(0, 0).load()).as(broken).isEmpty();
    }
  }

  @Test
  void onlyAChangeIsWritten() throws Exception {
    RampFile file = process(0, 0);
    file.save(Ramp.START);
    assertThat(folder).isEmptyDirectory();
    file.save(half(0));
    Files.delete(folder.resolve("ramp.json"));
    file.save(half(0));
    assertThat(folder).isEmptyDirectory();
  }
}
