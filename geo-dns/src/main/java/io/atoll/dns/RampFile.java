package io.atoll.dns;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.core.time.WallClock;
import io.atoll.dns.routing.Ramp;
import io.atoll.dns.routing.Ramp.Share;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far users have moved, on disk, so that a name server that starts again goes on from there.
 * Blocks. By the clock on the wall, since the other one begins anew with the machine.
 */
final class RampFile {
  private static final Logger log = LoggerFactory.getLogger(RampFile.class);

  private final Path file;
  private final Path beside;
  private final WallClock wallClock;
  private final MonotonicClock clock;
  private Ramp saved = Ramp.START;

  RampFile(Path stateDir, WallClock wallClock, MonotonicClock clock) {
    this.file = stateDir.resolve("ramp.json");
    this.beside = stateDir.resolve("ramp.json.new");
    this.wallClock = wallClock;
    this.clock = clock;
  }

  /** As it was saved last; empty if it wasn't, or, with a warning, if it can't be used. */
  Optional<Ramp> load() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      SortedMap<RegionId, Share> shares = new TreeMap<>();
      for (String region : json.fieldNames()) {
        shares.put(RegionId.of(region), read(json.getJsonObject(region)));
      }
      return Optional.of(new Ramp(shares));
    } catch (IOException | DecodeException | IllegalArgumentException | ClassCastException e) {
      log.atWarn()
          .addKeyValue("file", file)
          .setCause(e)
          .log("can't be used; users of regions on their way move at once");
      return Optional.empty();
    }
  }

  private Share read(JsonObject json) {
    // A clock on the wall that was set back doesn't make a move last longer.
    long passed = Math.max(0, wallClock.millis() - json.getLong("since", 0L));
    return new Share(
        json.getInteger("from", 0),
        json.getInteger("to", 0),
        clock.nanos() - Duration.ofMillis(passed).toNanos(),
        Duration.ofMillis(json.getLong("takes", 0L)));
  }

  /** Saves it if it has changed, whole or not at all. */
  void save(Ramp ramp) throws IOException {
    if (ramp.equals(saved)) {
      return;
    }
    JsonObject json = new JsonObject();
    ramp.shares().forEach((region, share) -> json.put(region.value(), write(share)));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(beside, json.encode());
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    saved = ramp;
  }

  private JsonObject write(Share share) {
    long passed = Duration.ofNanos(clock.nanos() - share.since()).toMillis();
    return new JsonObject()
        .put("from", share.from())
        .put("to", share.to())
        .put("since", wallClock.millis() - passed)
        .put("takes", share.takes().toMillis());
  }
}
