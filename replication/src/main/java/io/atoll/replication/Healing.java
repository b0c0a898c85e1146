package io.atoll.replication;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.join.Closing;
import io.atoll.replication.join.Copies;
import io.atoll.replication.join.HealDecision;
import io.atoll.replication.join.LogCheck;
import io.atoll.replication.join.Reseed;
import io.atoll.replication.kafka.LogSeal;
import io.atoll.replication.kafka.RegionTopics;
import io.atoll.replication.lease.LeaseHolder;
import io.atoll.replication.lease.Leases;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What replicators do while their region's log is sealed, and nothing else: one of them has the
 * region begin anew. All calls block.
 *
 * <p>The seal is all that is remembered. Who finds it at the start looks whether the log lost
 * records, or is in a life that was ended, since the region was expelled. If it did not, as after a
 * reseed that was interrupted, the seal is lifted. Else they agree by leases on one: the holder of
 * the first duty. The others step aside, and it waits until it has every lease, so that nobody is
 * at work, and until the other regions have whatever would be forgotten. Should it die, another
 * comes to hold the first duty.
 */
final class Healing {
  private static final Logger log = LoggerFactory.getLogger(Healing.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** So long another is let work before leases are asked for again. */
  private static final int PAUSES_ASIDE = 15;

  /** Whose holder heals. */
  private static final int FIRST_DUTY = 0;

  private final ReplicatorConfig config;
  private final IncarnationId own;
  private final int duties;
  private final Supplier<Map<RegionId, String>> peers;
  private final BooleanSupplier ended;
  private final Consumer<String> progress;
  private final String bootstrap;
  private String reported = "";

  /** Leases that nothing is done for: whoever has all knows that nobody is at work. */
  private static final class Idle implements LeaseHolder {
    @Override
    public void hold(Collection<Integer> duties) {
      log.atDebug().log("nothing is done for {} while the log is sealed", duties);
    }

    @Override
    public void release(Collection<Integer> duties) {
      log.atDebug().log("nothing was done for {}", duties);
    }
  }

  /**
   * Does nothing yet.
   *
   * @param own the life that the log is in
   * @param duties how many leases the region's replicators share
   * @param peers {@code host:port} of the other members' Kafkas, as reached from here
   * @param ended whether this life was ended, since the region was expelled
   * @param progress hears what it is waiting for, or doing
   */
  Healing(
      ReplicatorConfig config,
      IncarnationId own,
      int duties,
      Supplier<Map<RegionId, String>> peers,
      BooleanSupplier ended,
      Consumer<String> progress) {
    this.config = config;
    this.own = own;
    this.duties = duties;
    this.peers = peers;
    this.ended = ended;
    this.progress = progress;
    bootstrap = config.kafka().toString();
  }

  /** Returns when the log in this life is not sealed or not there, or when {@code go} says no. */
  void run(BooleanSupplier go) throws InterruptedException {
    while (isSealed(go)) {
      try (Leases leases = new Leases(bootstrap, config.leaseTime(), new Idle())) {
        leases.start();
        boolean mine = true;
        while (mine && isSealed(go)) {
          mine = heal(leases, go);
        }
      }
      for (int i = 0; i < PAUSES_ASIDE && isSealed(go); i++) {
        Thread.sleep(PAUSE);
      }
    }
  }

  /** Works as long as the members are those of now. False: another replicator heals. */
  private boolean heal(Leases leases, BooleanSupplier go) throws InterruptedException {
    Map<RegionId, String> members = peers.get();
    try (LogCheck check = new LogCheck(own, bootstrap, config.partitions(), members)) {
      while (isSealed(go) && members.equals(peers.get())) {
        if (!tryStep(leases, check, members)) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean isSealed(BooleanSupplier go) throws InterruptedException {
    while (go.getAsBoolean()) {
      try (LogSeal seal = new LogSeal(bootstrap);
          RegionTopics topics = new RegionTopics(bootstrap)) {
        return seal.isSet() && topics.incarnation(own.region()).equals(own);
      } catch (KafkaException e) {
        report("the log is sealed, and Kafka does not answer: " + e.getMessage());
        Thread.sleep(PAUSE);
      }
    }
    return false;
  }

  /** False: another replicator heals. */
  private boolean tryStep(Leases leases, LogCheck check, Map<RegionId, String> members)
      throws InterruptedException {
    try {
      if (ended.getAsBoolean()) {
        return step(leases, own + " was expelled", members);
      }
      Optional<LogCheck.Loss> loss = check.look();
      if (loss.isEmpty()) {
        verified(check);
        return true;
      }
      return step(leases, loss.get().explanation(), members);
    } catch (KafkaException | IllegalStateException e) {
      report("the log is sealed; healing failed, trying again: " + e.getMessage());
      log.atWarn().setCause(e).log("healing failed; trying again");
      Thread.sleep(PAUSE);
      return true;
    }
  }

  /** Lifts a seal that there is no reason for, once everybody has said so. */
  private void verified(LogCheck check) throws InterruptedException {
    if (check.silent().isEmpty()) {
      log.atWarn().log("the log was sealed, but lost nothing; it takes records again");
      try (LogSeal seal = new LogSeal(bootstrap)) {
        seal.lift();
      }
    } else {
      report(
          "the log is sealed, and whether it lost records can't be known: no answer from "
              + check.silent());
      Thread.sleep(PAUSE);
    }
  }

  private boolean step(Leases leases, String why, Map<RegionId, String> members)
      throws InterruptedException {
    if (leases.isJoined() && !leases.held().contains(FIRST_DUTY)) {
      report(why + ". Another replicator has the region begin anew");
      return false;
    }
    if (leases.held().size() < duties) {
      report(why + ". Waiting until no other replicator of the region is at work");
      Thread.sleep(PAUSE);
      return true;
    }
    switch (ended.getAsBoolean() ? closed(members) : new Copies(bootstrap, members).decide()) {
      case HealDecision.Wait(String reason) -> {
        report(why + ". It begins anew once it can; now: " + reason);
        Thread.sleep(PAUSE);
      }
      case HealDecision.Reseed() -> {
        report(why + ". Forgetting everything, to be filled anew");
        long kept = new Reseed(own, bootstrap, config.partitions(), members).run();
        log.atWarn()
            .log(
                "{} begins anew, since {}; {} writes that only it had are in its ledger",
                own.region(),
                why,
                kept);
      }
    }
    return true;
  }

  /** What its mirrors have and no other region's, nobody takes from it any more: it is kept. */
  private HealDecision closed(Map<RegionId, String> members) {
    if (members.isEmpty()) {
      return new HealDecision.Wait("there is no other region to be filled from");
    }
    SortedSet<RegionId> open = new Closing(own, members).open();
    return open.isEmpty()
        ? new HealDecision.Reseed()
        : new HealDecision.Wait(
            "%s have not closed their mirrors of it, or don't answer".formatted(open));
  }

  private void report(String doing) {
    progress.accept(doing);
    if (!doing.equals(reported)) {
      reported = doing;
      log.atInfo().log(doing);
    }
  }
}
