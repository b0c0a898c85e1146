package io.atoll.dns.transfer;

import io.atoll.core.time.WallClock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/**
 * Numbers the editions of zones that have secondaries: whenever what they are given has changed,
 * for a new file or since other regions serve, there is a new one; and twice a day anyway.
 */
public final class Editions {
  private final Source zones;
  private final WallClock clock;
  private final Map<Name, Edition> last = new HashMap<>();

  /** The zones as they are served. */
  public interface Source {
    /** All of a zone but the record of its beginning; nothing if there is no such zone. */
    Set<Record> contents(Name apex);

    /** That record. */
    SOARecord soa(Name apex);

    /** Serves a zone by another serial number from now on. */
    void stamp(Name apex, long serial);
  }

  /** So that signatures, which last for days, are made anew long before they end. */
  private static final Duration AGE_MAX = Duration.ofHours(12);

  private record Edition(Set<Record> contents, long serial, long madeAtMillis) {
    boolean isStill(Set<Record> now, long nowMillis) {
      return contents.equals(now) && nowMillis - madeAtMillis < AGE_MAX.toMillis();
    }
  }

  public Editions(Source zones, WallClock clock) {
    this.zones = zones;
    this.clock = clock;
  }

  /** The zones of which there is a new edition since the last look. */
  List<Name> look(Collection<Name> apexes) {
    return apexes.stream().filter(this::isNew).toList();
  }

  private boolean isNew(Name apex) {
    Set<Record> contents = zones.contents(apex);
    long served = zones.soa(apex).getSerial();
    Edition before = last.get(apex);
    long now = clock.millis();
    if (before != null && before.isStill(contents, now)) {
      // A file that was read anew has its own number again.
      if (served != before.serial) {
        zones.stamp(apex, before.serial);
      }
      return false;
    }
    long newest = before != null && Serial.isAfter(before.serial, served) ? before.serial : served;
    long serial = Serial.after(newest, now / 1000);
    zones.stamp(apex, serial);
    last.put(apex, new Edition(contents, serial, now));
    return true;
  }
}
