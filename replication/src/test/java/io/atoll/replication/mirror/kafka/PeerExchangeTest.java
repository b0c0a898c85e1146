package io.atoll.replication.mirror.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.LinkState;
import io.atoll.replication.mirror.Membership;
import io.atoll.replication.mirror.kafka.TwoRegions.Mirrored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A source and two regions that mirror it, on three real brokers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeerExchangeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<MirrorLink> links = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private TwoRegions east;

  @SuppressWarnings("NullAway.Init")
  private TwoRegions west;

  /** See {@link #bothMirror}. */
  @SuppressWarnings("NullAway.Init")
  private MirrorLinkConfig inEast;

  @SuppressWarnings("NullAway.Init")
  private MirrorLinkConfig inWest;

  @SuppressWarnings("NullAway.Init")
  private MirrorLink eastLink;

  @SuppressWarnings("NullAway.Init")
  private MirrorLink westLink;

  @BeforeAll
  void start(@TempDir Path directory) {
    east = new TwoRegions(directory.resolve("east"));
    west = east.withAnotherTarget(directory.resolve("west"));
  }

  @AfterAll
  void stop() {
    west.close();
    east.close();
  }

  @AfterEach
  void stopLinks() {
    links.forEach(MirrorLink::close);
    links.clear();
  }

  private MirrorLink started(TwoRegions region, MirrorLinkConfig config) {
    MirrorLink link = region.link(config);
    links.add(link);
    link.start();
    return link;
  }

  /**
   * Has both mirror a new log until each has its 40 records.
   *
   * @param inEast changes the east's link before it starts
   */
  private void bothMirror(UnaryOperator<MirrorLinkConfig> inEast) {
    MirrorLinkConfig alone = east.fresh();
    this.inWest = west.beside(alone);
    this.inEast =
        inEast.apply(TwoRegions.withPeer(alone, inWest.targetBootstrap(), alone.targetBootstrap()));
    east.write("both", 10);
    eastLink = started(east, this.inEast);
    westLink = started(west, inWest);
    awaitMirrored(east, this.inEast, 40);
    awaitMirrored(west, inWest, 40);
  }

  private static void awaitMirrored(TwoRegions region, MirrorLinkConfig config, int records) {
    await().atMost(PATIENCE).until(() -> region.mirrored(config) == records);
  }

  /** What a mirror holds of each life of the log, in the mirror's order. */
  private static Map<IncarnationId, List<Mirrored>> lives(
      TwoRegions region, MirrorLinkConfig config, int partition) {
    Map<IncarnationId, List<Mirrored>> lives = new TreeMap<>();
    region
        .mirror(config, partition)
        .forEach(one ->
            lives.computeIfAbsent(one.position().incarnation(), _ -> new ArrayList<>()).add(one));
    return lives;
  }

  @Test
  void ofALifeThatWasEndedNothingMoreIsTakenFromTheSourceButAllGetWhatAnyHad() {
    bothMirror(config -> config);
    westLink.stop();
    east.write("east", 5);
    awaitMirrored(east, inEast, 60);

    // It is expelled, but its log is there and goes on growing.
    IncarnationId life = east.mirror(inEast, 0).getFirst().position().incarnation();
    Membership without = new Membership(new TreeSet<>(), new TreeSet<>(List.of(life)));
    eastLink.follow(without);
    await().atMost(PATIENCE).until(() -> eastLink.status().reason().contains("was expelled"));
    assertThat(eastLink.notedEndsReached()).isTrue();
    east.write("after", 3);
    westLink.follow(without);
    westLink.start();
    awaitMirrored(west, inWest, 60);

    // Who has not heard of it goes by what the mirror says.
    eastLink.stop();
    MirrorLink unaware = started(east, inEast);
    await().atMost(PATIENCE).until(() -> unaware.status().reason().contains("was expelled"));
    assertThat(east.mirrored(inEast)).isEqualTo(60);
    assertThat(west.mirrored(inWest)).isEqualTo(60);

    // Its next life is one like any other.
    east.createLogAnew();
    east.write("anew", 2);
    awaitMirrored(east, inEast, 60 + 8);
    awaitMirrored(west, inWest, 60 + 8);
    for (int partition = 0; partition < TwoRegions.PARTITIONS; partition++) {
      assertThat(lives(east, inEast, partition)).isEqualTo(lives(west, inWest, partition));
    }
  }

  @Test
  void nothingIsTakenFromTheMirrorOfARegionThatWasExpelled() {
    bothMirror(config -> config);
    eastLink.stop();
    east.write("west", 5);
    awaitMirrored(west, inWest, 60);
    westLink.stop();
    IncarnationId life = east.mirror(inEast, 0).getFirst().position().incarnation();

    RegionId peer = inEast.peers().getFirst().region();
    SortedSet<IncarnationId> ended = new TreeSet<>(List.of(life));
    eastLink.follow(new Membership(new TreeSet<>(List.of(peer)), ended));
    eastLink.start();
    await().atMost(PATIENCE).until(() -> eastLink.status().reason().contains("was expelled"));
    assertThat(east.mirrored(inEast)).isEqualTo(40);

    eastLink.follow(new Membership(new TreeSet<>(), ended));
    awaitMirrored(east, inEast, 60);
  }

  @Test
  void withTheSourceGoneTheSurvivorsBecomeEqualInEveryLifeItHad() {
    bothMirror(config -> config);

    // The east alone gets the end of the former life, the west alone the present one.
    westLink.stop();
    east.write("east", 5);
    awaitMirrored(east, inEast, 60);
    eastLink.stop();
    east.createLogAnew();
    east.write("west", 7);
    MirrorLink westAgain = started(west, inWest);
    awaitMirrored(west, inWest, 60 + 28);
    westAgain.stop();
    east.source.stop();
    MirrorLink eastAgain = started(east, inEast);
    awaitMirrored(east, inEast, 60 + 28);
    assertThat(eastAgain.status().state()).isEqualTo(LinkState.WAITING);
    assertThat(eastAgain.status().reason()).contains("no answer from " + inEast.source());

    for (int partition = 0; partition < TwoRegions.PARTITIONS; partition++) {
      Map<IncarnationId, List<Mirrored>> lives = lives(east, inEast, partition);
      assertThat(lives).isEqualTo(lives(west, inWest, partition)).hasSize(2);
      assertThat(lives.values())
          .allSatisfy(life -> {
            for (int i = 0; i < life.size(); i++) {
              assertThat(life.get(i).position().offset()).isEqualTo(i);
            }
          });
    }

    // The source comes back as it was, and goes on.
    east.source.start();
    east.write("later", 3);
    awaitMirrored(east, inEast, 60 + 28 + 12);
    assertThat(eastAgain.status().state()).isEqualTo(LinkState.RUNNING);
  }

  @Test
  void onceTheSourceLivesAnewWhatOthersHaveOfItsFormerLifeIsTakenAtOnce() {
    bothMirror(config -> looking(Duration.ofHours(1), config));
    eastLink.stop();
    east.write("west", 5);
    awaitMirrored(west, inWest, 60);

    east.createLogAnew();
    MirrorLink eastAgain = started(east, inEast);
    awaitMirrored(east, inEast, 60);
    east.write("anew", 1);
    awaitMirrored(east, inEast, 64);
    assertThat(eastAgain.status().halted()).isZero();
  }

  /** The same link, which looks at its peers' mirrors so rarely if it has no reason to. */
  private static MirrorLinkConfig looking(Duration every, MirrorLinkConfig config) {
    MirrorLimits limits = config.limits();
    return new MirrorLinkConfig(
        config.source(),
        config.sourceBootstrap(),
        config.targetBootstrap(),
        config.partitions(),
        config.peers(),
        new MirrorLimits(
            limits.fetchBytesMax(),
            limits.batchBytesMax(),
            limits.fetchWaitMax(),
            limits.requestTimeout(),
            limits.silenceMax(),
            limits.transactionTimeout(),
            limits.retryFirst(),
            limits.retryLongest(),
            limits.yield(),
            every,
            every));
  }

  @Test
  void whatTheSourceHasDeletedComesFromTheRegionThatHasIt() throws Exception {
    MirrorLinkConfig alone = east.fresh();
    inWest = west.beside(alone);
    east.write("early", 10);
    westLink = started(west, inWest);
    awaitMirrored(west, inWest, 40);
    westLink.stop();
    started(east, alone);
    east.write("late", 10);
    awaitMirrored(east, alone, 80);
    try (Admin admin = TwoRegions.admin(east.source)) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition("atoll.log", 2), RecordsToDelete.beforeOffset(15)))
          .all()
          .get();
    }
    MirrorLink again = started(west, inWest);
    awaitMirrored(west, inWest, 80);
    assertThat(again.status().halted()).isZero();
    east.write("later", 10);
    awaitMirrored(west, inWest, 120);
    awaitMirrored(east, alone, 120);
    for (int partition = 0; partition < TwoRegions.PARTITIONS; partition++) {
      assertThat(west.mirror(inWest, partition)).isEqualTo(east.mirror(alone, partition));
    }
  }
}
