package io.atoll.dns;

import io.atoll.core.time.WallClock;
import io.atoll.dns.answer.Served;
import io.atoll.dns.guard.Budget;
import io.atoll.dns.sign.KeyFile;
import io.atoll.dns.sign.SigningKey;
import io.atoll.dns.sign.SigningMeters;
import io.atoll.dns.sign.ZoneKeys;
import io.atoll.dns.sign.ZoneSigner;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The zone atoll.test, signed by a key of the test's own. */
public record SignedZones(SigningKey key) {
  public static final Duration VALIDITY = Duration.ofDays(14);

  /** Makes the key. */
  public static SignedZones in(Path folder) throws IOException {
    Path file = Files.createTempDirectory(folder, "keys").resolve("atoll.test");
    KeyFile.generate(file, Zones.APEX);
    return new SignedZones(KeyFile.read(file, Zones.APEX, SigningKey.Use.ACTIVE));
  }

  public Served zone(WallClock clock, int perSecond, MeterRegistry meters) {
    return zone(clock, new Budget(perSecond, System::nanoTime), meters);
  }

  public Served zone(WallClock clock, Budget budget, MeterRegistry meters) {
    ZoneKeys keys = new ZoneKeys(Zones.APEX, List.of(key));
    ZoneSigner signer =
        new ZoneSigner(Zones.APEX, keys, VALIDITY, clock, budget, new SigningMeters(meters));
    return new Served(Zones.test().with(keys.records(300)), signer);
  }
}
