package io.atoll.replication;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.join.LogCheck;
import io.atoll.replication.kafka.LogSeal;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the log for as long as a replicator runs: once it is known to have lost records, or
 * its life was ended, it takes nothing more.
 */
final class LogWatch {
  private static final Logger log = LoggerFactory.getLogger(LogWatch.class);

  /** How soon a log under a new leader is looked at. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final ReplicatorConfig config;
  private final IncarnationId own;
  private final Map<RegionId, String> peers;
  private final BooleanSupplier ended;
  private volatile String finding = "";
  private volatile boolean sealed;

  /**
   * Does nothing yet.
   *
   * @param own the life that the log is in
   * @param peers {@code host:port} of the other members' Kafkas, as reached from here
   * @param ended whether this life was ended, since the region was expelled
   */
  LogWatch(
      ReplicatorConfig config,
      IncarnationId own,
      Map<RegionId, String> peers,
      BooleanSupplier ended) {
    this.config = config;
    this.own = own;
    this.peers = peers;
    this.ended = ended;
  }

  /** What is wrong with the log, for the operator; empty: nothing that is known of. */
  String finding() {
    return finding;
  }

  boolean isSealed() {
    return sealed;
  }

  /**
   * Looks for as long as {@code go} says so. Blocks.
   *
   * @return true as soon as the log is sealed and is to be healed, which a replicator does at its
   *     start
   */
  boolean run(BooleanSupplier go) throws InterruptedException {
    String bootstrap = config.kafka().toString();
    try (LogCheck check = new LogCheck(own, bootstrap, config.partitions(), peers);
        LogSeal seal = new LogSeal(bootstrap)) {
      while (go.getAsBoolean()) {
        try {
          if (look(check, seal, go)) {
            return true;
          }
        } catch (KafkaException e) {
          log.atDebug().setCause(e).log("the log can't be looked at now");
        }
        Thread.sleep(PAUSE);
      }
    }
    return false;
  }

  private boolean look(LogCheck check, LogSeal seal, BooleanSupplier go)
      throws InterruptedException {
    boolean over = ended.getAsBoolean();
    String found =
        over ? own + " was expelled" : check.look().map(LogCheck.Loss::explanation).orElse("");
    sealed = seal.isSet();
    if (!go.getAsBoolean()) {
      return false;
    }
    if (!found.isEmpty() && !sealed) {
      log.atError().log("{}; it takes no more writes", found);
      seal.set(config.partitions());
      sealed = true;
    }
    if (sealed && (config.healCutLog() || over)) {
      finding = "the log is sealed; this replicator starts again to heal it. " + found;
      log.atWarn().log(finding);
      return true;
    }
    if (sealed && found.isEmpty() && check.silent().isEmpty()) {
      log.atWarn().log("the log was sealed, but lost nothing; it takes records again");
      seal.lift();
      finding = "";
      sealed = false;
    } else if (sealed) {
      RegionId region = own.region();
      finding =
          "%s. Take this region out and have it begin anew: atoll region drain %s, then atoll replication reseed %s"
              .formatted(
                  found.isEmpty() ? "the log is sealed, as a reseed leaves it" : found,
                  region,
                  region);
    }
    return false;
  }
}
