package io.atoll.dns;

import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.dns.answer.Served;
import io.atoll.dns.guard.Budget;
import io.atoll.dns.sign.DnssecConfig;
import io.atoll.dns.sign.SigningMeters;
import io.atoll.dns.sign.ZoneKeys;
import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.zone.Zone;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a zone and its keys come from: configuration and files. */
public final class ZoneSource {
  private final ZoneConfig config;
  private final SigningMeters meters;
  private final WallClock wallClock;
  private final MonotonicClock clock;

  public ZoneSource(
      ZoneConfig config, SigningMeters meters, WallClock wallClock, MonotonicClock clock) {
    this.config = config;
    this.meters = meters;
    this.wallClock = wallClock;
    this.clock = clock;
  }

  /** The files that it is made of. */
  List<Path> files() {
    List<Path> files = new ArrayList<>(config.file().stream().toList());
    config.dnssec().ifPresent(dnssec -> files.addAll(dnssec.files()));
    return files;
  }

  /**
   * Reads all of them; blocks.
   *
   * @throws IllegalArgumentException if one can't be used
   */
  public Served load() {
    Zone zone = new ZoneLoader(config).load();
    return config
        .dnssec()
        .map(dnssec -> signed(zone, dnssec))
        .orElseGet(() -> new Served(zone, null));
  }

  private Served signed(Zone zone, DnssecConfig dnssec) {
    ZoneKeys keys = dnssec.load(zone.apex());
    ZoneSigner signer =
        new ZoneSigner(
            zone.apex(),
            keys,
            dnssec.validity(),
            wallClock,
            new Budget(dnssec.perSecond(), clock),
            meters);
    return new Served(zone.with(keys.records(config.staticTtl().toSeconds())), signer);
  }
}
