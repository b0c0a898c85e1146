package io.atoll.dns;

import io.atoll.core.time.WallClock;
import io.atoll.dns.answer.Served;
import io.atoll.dns.guard.Budget;
import io.atoll.dns.sign.KeyFile;
import io.atoll.dns.sign.SigningKey;
import io.atoll.dns.sign.SigningMeters;
import io.atoll.dns.sign.ZoneKeys;
import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.zone.Zone;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Name;

/** The zone atoll.test, or another, signed by a key of the test's own. */
public record SignedZones(SigningKey key) {
  public static final Duration VALIDITY = Duration.ofDays(14);

  /** Makes the key. */
  public static SignedZones in(Path folder) throws IOException {
    return in(folder, Zones.APEX);
  }

  /** Makes the key of another zone. */
  public static SignedZones in(Path folder, Name apex) throws IOException {
    Path file = Files.createTempDirectory(folder, "keys").resolve("key");
    KeyFile.generate(file, apex);
    return new SignedZones(KeyFile.read(file, apex, SigningKey.Use.ACTIVE));
  }

  public Served zone(WallClock clock, int perSecond, MeterRegistry meters) {
    return zone(clock, new Budget(perSecond, System::nanoTime), meters);
  }

  public Served zone(WallClock clock, Budget budget, MeterRegistry meters) {
    return sign(Zones.test(), clock, budget, meters);
  }

  /** Signs a zone with the apex that the key is of. */
  public Served sign(Zone zone, WallClock clock, Budget budget, MeterRegistry meters) {
    ZoneKeys keys = new ZoneKeys(zone.apex(), List.of(key));
    ZoneSigner signer =
        new ZoneSigner(zone.apex(), keys, VALIDITY, clock, budget, new SigningMeters(meters));
    return new Served(zone.with(keys.records(300)), signer);
  }
}
