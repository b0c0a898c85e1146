package io.atoll.chaos.drill;

import io.atoll.chaos.check.FinalRead;
import io.atoll.chaos.check.RegionDigest;
import io.atoll.chaos.target.EdgeAnswer;
import io.atoll.chaos.target.EdgeClient;
import io.atoll.chaos.target.Platform;
import io.atoll.chaos.target.Replicators;
import io.atoll.chaos.target.TargetException;
import io.atoll.core.operation.Key;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.net.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** Looks at what every region holds once the load has ended. */
final class Inspection {
  /** How long regions may take to come to equal watermarks after the last write. */
  private static final Duration SETTLE = Duration.ofSeconds(30);

  private static final Duration SETTLE_POLL = Duration.ofMillis(250);

  /** An inspection is no load test. */
  private static final int READS_AT_ONCE = 16;

  private static final int READ_TRIES = 8;
  private static final Duration READ_PAUSE = Duration.ofMillis(250);

  private final Platform platform;
  private final Replicators replicators;
  private final EdgeClient edges;
  private final DrillClock clock;

  Inspection(Platform platform, Replicators replicators, EdgeClient edges, DrillClock clock) {
    this.platform = platform;
    this.replicators = replicators;
    this.edges = edges;
    this.clock = clock;
  }

  /**
   * The digests of all regions at equal watermarks; if they don't come to any in time, the last
   * ones there were.
   */
  List<RegionDigest> digests() throws InterruptedException {
    long deadline = clock.micros() + DrillClock.micros(SETTLE);
    while (true) {
      List<RegionDigest> digests = digestsNow();
      boolean comparable =
          digests.size() == platform.regions().size()
              && digests.stream().allMatch(digests.getFirst()::comparableWith);
      if (comparable || clock.micros() > deadline) {
        return digests;
      }
      Thread.sleep(SETTLE_POLL);
    }
  }

  private List<RegionDigest> digestsNow() throws InterruptedException {
    List<RegionDigest> digests = new ArrayList<>();
    for (Platform.Region region : platform.regions()) {
      try {
        digests.add(replicators.digest(region));
      } catch (TargetException _) {
        // Missing from the list, which the check reports.
      }
    }
    return digests;
  }

  /** Reads every key from every edge of every region. */
  List<FinalRead> finalReads(List<Key> keys) throws InterruptedException {
    ConcurrentLinkedQueue<FinalRead> reads = new ConcurrentLinkedQueue<>();
    Semaphore permits = new Semaphore(READS_AT_ONCE);
    for (Platform.Region region : platform.regions()) {
      for (HostPort edge : region.edges()) {
        for (Key key : keys) {
          permits.acquire();
          Thread.ofVirtual()
              .start(() -> {
                try {
                  reads.add(read(region.id(), edge, key));
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                } finally {
                  permits.release();
                }
              });
        }
      }
    }
    permits.acquire(READS_AT_ONCE);
    return List.copyOf(reads);
  }

  private FinalRead read(RegionId region, HostPort edge, Key key) throws InterruptedException {
    EdgeAnswer answer = edges.read(edge, key);
    for (int i = 1; i < READ_TRIES && !answer.ok(); i++) {
      Thread.sleep(READ_PAUSE);
      answer = edges.read(edge, key);
    }
    return new FinalRead(
        key.toString(), region, edge.toString(), answer.value(), answer.etag(), answer.error());
  }
}
