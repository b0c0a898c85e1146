package io.atoll.replication.join;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.mirror.kafka.Asking;
import io.atoll.replication.mirror.kafka.MirrorRegister;
import io.atoll.replication.state.Coverage;
import io.atoll.replication.state.StateFencedException;
import io.atoll.replication.state.StateFill;
import io.atoll.replication.state.StateReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a region that has no state a state, before its links and appliers begin. All calls block.
 *
 * <p>Several replicators of a region may do this at once: they fence each other, and who was fenced
 * waits until the other is done or shows no progress any more.
 */
public final class Joining {
  private static final Logger log = LoggerFactory.getLogger(Joining.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** After so long without a new record another replicator's filling is taken for dead. */
  private static final int QUIET_CHECKS_MAX = 15;

  /** Partitions filled at once: each waits for the other region most of the time. */
  private static final int FILLS_MAX = 4;

  private final IncarnationId own;
  private final String bootstrap;
  private final List<Integer> partitions;
  private final Supplier<Optional<Map<RegionId, String>>> members;
  private final Consumer<String> progress;

  /**
   * Does nothing yet.
   *
   * @param own the life that this region's log is in
   * @param bootstrap {@code host:port} of this region's Kafka
   * @param members {@code host:port} of the other members' Kafkas, as reached from here; empty: it
   *     is not known yet who is one
   * @param progress hears what it is waiting for, or doing
   */
  public Joining(
      IncarnationId own,
      String bootstrap,
      int partitions,
      Supplier<Optional<Map<RegionId, String>>> members,
      Consumer<String> progress) {
    this.own = own;
    this.bootstrap = bootstrap;
    this.partitions = IntStream.range(0, partitions).boxed().toList();
    this.members = members;
    this.progress = progress;
  }

  /**
   * Returns when every partition has a state, at once if that is so already; or when {@code go}
   * says no.
   */
  public void run(BooleanSupplier go) throws InterruptedException {
    try (StateReader here = new StateReader(bootstrap)) {
      while (go.getAsBoolean()) {
        try {
          List<Integer> missing = missing(here);
          if (missing.isEmpty()) {
            return;
          }
          join(here, missing);
        } catch (StateFencedException e) {
          awaitOther(here);
        } catch (KafkaException e) {
          progress.accept("joining failed, trying again: " + e.getMessage());
          log.atWarn().setCause(e).log("joining failed; trying again");
          Thread.sleep(RETRY);
        }
      }
    }
  }

  private List<Integer> missing(StateReader here) {
    return here.coverages(partitions).entrySet().stream()
        .filter(covered -> covered.getValue().equals(Coverage.NONE))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void join(StateReader here, List<Integer> missing) throws InterruptedException {
    Optional<Map<RegionId, String>> known = members.get();
    if (known.isEmpty()) {
      progress.accept("this region has no data yet, and no routing table says who its members are");
      Thread.sleep(RETRY);
      return;
    }
    Map<RegionId, String> peers = known.get();
    switch (JoinDecision.of(answers(peers))) {
      case JoinDecision.Fill(RegionId from) -> fillAll(missing, from, peers.getOrDefault(from, ""));
      case JoinDecision.Begin() -> {
        for (int partition : missing) {
          begin(here, partition);
        }
      }
      case JoinDecision.Wait(var silent) -> {
        progress.accept(
            "this region has no data yet, and can't know whether there is any: no answer from "
                + silent);
        Thread.sleep(RETRY);
      }
    }
  }

  private Map<RegionId, Optional<List<Coverage>>> answers(Map<RegionId, String> peers)
      throws InterruptedException {
    progress.accept("asking %s what they have".formatted(new TreeSet<>(peers.keySet())));
    Map<RegionId, Optional<List<Coverage>>> answers = new ConcurrentSkipListMap<>();
    peers.keySet().forEach(region -> answers.put(region, Optional.empty()));
    Asking.each(
        peers.keySet(),
        region -> answers.put(region, answer(region, peers.getOrDefault(region, ""))));
    return answers;
  }

  private Optional<List<Coverage>> answer(RegionId region, String at) {
    try (StateReader there = new StateReader(at)) {
      return Optional.of(List.copyOf(there.coverages(partitions).values()));
    } catch (KafkaException e) {
      log.atInfo().log("no answer from {} at {}: {}", region, at, e.getMessage());
      return Optional.empty();
    }
  }

  private void begin(StateReader here, int partition) {
    try (StateFill fill = StateFill.open(bootstrap, own.region(), partition)) {
      if (here.coverage(partition).equals(Coverage.NONE)) {
        fill.finish(Coverage.BEGINNING, List.of());
      }
    }
  }

  private void fillAll(List<Integer> missing, RegionId from, String peer)
      throws InterruptedException {
    String doing = "filling partitions %s from %s".formatted(missing, from);
    progress.accept(doing);
    log.atInfo().log(doing);
    List<Callable<Void>> fills = new ArrayList<>();
    for (int partition : missing) {
      fills.add(() -> {
        fill(partition, from, peer);
        return null;
      });
    }
    try (ExecutorService filling =
        Executors.newFixedThreadPool(FILLS_MAX, Thread.ofVirtual().name("fill-", 0).factory())) {
      for (Future<Void> fill : filling.invokeAll(fills)) {
        fill.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  private void fill(int partition, RegionId from, String peer) {
    try (StateFill fill = StateFill.open(bootstrap, own.region(), partition);
        StateReader here = new StateReader(bootstrap);
        StateReader theirs = new StateReader(peer);
        MirrorRegister theirMirrors = new MirrorRegister(peer);
        MirrorRegister mirrors = new MirrorRegister(bootstrap)) {
      if (!here.coverage(partition).equals(Coverage.NONE)) {
        return;
      }
      Coverage taken = theirs.load(partition, fill::add);
      MirrorRegister.Found found = mirrors.find(partition);
      Map<String, Long> nextOffsets = new HashMap<>(found.begins());
      nextOffsets.put(Topics.LOG, taken.watermark().next(own));
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      FilledPositions.of(
              partition,
              taken.watermark(),
              own,
              found.topicIds(),
              (life, next) -> theirMirrors.epochBefore(from, partition, life, next),
              found.positions())
          .forEach(at -> records.add(MirrorRegister.record(partition, at)));
      // What is closed there is closed here, also while this region has heard of no expulsion.
      for (RegionId source : found.topicIds().keySet()) {
        theirMirrors
            .positions(source)
            .closed()
            .forEach(life -> records.add(MirrorRegister.closing(life)));
      }
      fill.finish(new Coverage(taken.watermark(), nextOffsets), records);
      log.atInfo()
          .addKeyValue("watermark", taken.watermark())
          .log("filled partition {} from {}", partition, from);
    }
  }

  /** Another replicator of this region fills: waits while the state grows. */
  private void awaitOther(StateReader here) throws InterruptedException {
    progress.accept("another replicator of this region fills it");
    long seen = -1;
    int quiet = 0;
    while (quiet < QUIET_CHECKS_MAX && !missing(here).isEmpty()) {
      long reach = here.reach(partitions);
      quiet = reach == seen ? quiet + 1 : 0;
      seen = reach;
      Thread.sleep(RETRY);
    }
  }
}
