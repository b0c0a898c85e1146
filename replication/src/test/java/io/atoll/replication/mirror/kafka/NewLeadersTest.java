package io.atoll.replication.mirror.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import io.atoll.replication.mirror.MirrorPosition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NewLeadersTest {
  private static final IncarnationId LIFE = new IncarnationId(RegionId.of("eu-west"), "one");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Stands before the first record, of no leader yet. */
  private static final MirrorPosition AT = at(MirrorPosition.EPOCH_UNKNOWN);

  private final AtomicInteger asked = new AtomicInteger();

  private static MirrorPosition at(int epoch) {
    return new MirrorPosition(LIFE, 7, epoch, "mirror");
  }

  private NewLeaders leaders(NewLeaders.Answer answer) {
    return new NewLeaders(
        Optional.of(_ -> {
          asked.incrementAndGet();
          return answer;
        }));
  }

  private static NewLeaders.Answer upTo(int epoch, boolean complete) {
    return new NewLeaders.Answer(Map.of(0, epoch, 1, epoch), Map.of(), complete);
  }

  /** Until the question ahead was answered and more than that is not asked. */
  private void awaitAnsweredAhead(NewLeaders leaders) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          int before = asked.get();
          leaders.objection(0, AT, 0);
          return before > 0 && asked.get() == before;
        });
  }

  @Test
  void theFirstRecordDoesNotWaitForWhatWasAskedAhead() {
    try (NewLeaders leaders = leaders(upTo(3, true))) {
      leaders.askAhead(LIFE);
      awaitAnsweredAhead(leaders);
      int before = asked.get();
      assertThat(leaders.objection(0, AT, 3)).isEmpty();
      assertThat(leaders.objection(1, AT, 2)).isEmpty();
      assertThat(asked).hasValue(before);
    }
  }

  @Test
  void whoHasNotAnsweredAheadIsAskedOnceMoreBeforeAnythingIsTaken() {
    try (NewLeaders leaders = leaders(upTo(3, false))) {
      leaders.askAhead(LIFE);
      await().atMost(PATIENCE).until(() -> asked.get() >= 2);
      int before = asked.get();
      assertThat(leaders.objection(0, AT, 3)).isEmpty();
      assertThat(asked).hasValueGreaterThan(before);
    }
  }

  @Test
  void aLeaderThatHasComeSinceIsAskedAboutBeforeAnythingOfItIsTaken() {
    try (NewLeaders leaders = leaders(upTo(3, true))) {
      leaders.askAhead(LIFE);
      awaitAnsweredAhead(leaders);
      int before = asked.get();
      leaders.objection(0, at(3), 4);
      assertThat(asked).hasValue(before + 1);
    }
  }

  @Test
  void aRecordThatComesMeanwhileWaitsForTheAnswer() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    NewLeaders.Question slow =
        _ -> {
          asked.incrementAndGet();
          entered.countDown();
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return upTo(3, true);
        };
    try (NewLeaders leaders = new NewLeaders(Optional.of(slow))) {
      leaders.askAhead(LIFE);
      entered.await();
      CompletableFuture<Optional<Problem>> objection = new CompletableFuture<>();
      Thread record =
          Thread.ofPlatform().start(() -> objection.complete(leaders.objection(0, AT, 3)));
      await().atMost(PATIENCE).until(() -> record.getState() == Thread.State.WAITING);
      assertThat(objection).isNotDone();
      released.countDown();
      assertThat(objection).succeedsWithin(PATIENCE).isEqualTo(Optional.empty());
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void whatOthersHaveAndALeaderLacksIsAnObjectionWhenItsFirstRecordComes() {
    Problem lost = new Truncated(LIFE, 9, 5);
    try (NewLeaders leaders =
        leaders(new NewLeaders.Answer(Map.of(0, 3, 1, 3), Map.of(0, lost), true))) {
      leaders.askAhead(LIFE);
      awaitAnsweredAhead(leaders);
      assertThat(leaders.objection(0, at(2), 3)).contains(lost);
      assertThat(leaders.objection(1, at(2), 3)).isEmpty();
      assertThat(leaders.objection(0, at(3), 3)).as("of the same leader").isEmpty();
    }
  }

  @Test
  void whoHasNobodyToAskTakesEverything() {
    try (NewLeaders leaders = new NewLeaders(Optional.empty())) {
      leaders.askAhead(LIFE);
      assertThat(leaders.objection(0, AT, 3)).isEmpty();
    }
  }
}
