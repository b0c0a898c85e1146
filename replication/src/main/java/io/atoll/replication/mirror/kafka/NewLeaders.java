package io.atoll.replication.mirror.kafka;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorRules;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other regions, before anything is taken that was written under a new leader of the source's
 * log, whether they have mirrored more than that leader has. A mirror that had not come as far as
 * where a log was cut could not tell by itself.
 *
 * <p>To ask takes many round trips, so it is done ahead, while nothing waits for it. What was asked
 * ahead counts only if all have answered: one that is just starting has its say when it has
 * started. A region that doesn't answer either when a record waits is left aside. For use by one
 * thread.
 */
final class NewLeaders implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NewLeaders.class);

  /** Between two times that the same is asked ahead, while not all have answered. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /**
   * What others and the source say.
   *
   * @param epochs by partition, up to which leader epoch others have been asked
   * @param lacking by partition, what the leader of that time lacks
   * @param complete whether all others have answered
   */
  record Answer(Map<Integer, Integer> epochs, Map<Integer, Problem> lacking, boolean complete) {
    static final Answer NONE = new Answer(Map.of(), Map.of(), false);

    Answer {
      epochs = Map.copyOf(epochs);
      lacking = Map.copyOf(lacking);
    }

    private boolean isAbout(int partition, int epoch) {
      return epoch <= epochs.getOrDefault(partition, MirrorPosition.EPOCH_UNKNOWN);
    }
  }

  /** Asks the source and others about a life of its log. */
  interface Question {
    /**
     * Blocks.
     *
     * @throws SourceUnreachableException if the source can't be asked what it has
     */
    Answer ask(IncarnationId life);
  }

  private final Optional<Question> question;

  /** Held by who asks, so that who comes meanwhile waits for the answer and needn't ask. */
  private final ReentrantLock asking = new ReentrantLock();

  private volatile Answer known = Answer.NONE;
  private @Nullable Thread ahead;

  /**
   * Has asked nobody yet.
   *
   * @param question empty if there is nobody else
   */
  NewLeaders(Optional<Question> question) {
    this.question = question;
  }

  /** Asks in the background about the leaders that there are now; once at a time. */
  void askAhead(IncarnationId life) {
    if (question.isPresent() && (ahead == null || !ahead.isAlive())) {
      Question others = question.get();
      ahead = Thread.ofVirtual().name("ask-ahead").start(() -> askAhead(others, life));
    }
  }

  private void askAhead(Question others, IncarnationId life) {
    try {
      while (!isAnsweredAhead(others, life)) {
        Thread.sleep(RETRY);
      }
    } catch (InterruptedException | InterruptException e) {
      // The session has ended.
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAnsweredAhead(Question others, IncarnationId life) throws InterruptedException {
    asking.lockInterruptibly();
    try {
      Answer answer = others.ask(life);
      if (answer.complete()) {
        known = answer;
      }
      return answer.complete();
    } catch (SourceUnreachableException e) {
      log.atDebug().setCause(e).log("nobody could be asked ahead about leaders");
      return false;
    } finally {
      asking.unlock();
    }
  }

  /**
   * Why a record must not be taken; empty: others need not be asked, or have nothing against it.
   *
   * @param at where the mirror stands
   * @param epoch the record's
   * @throws SourceUnreachableException if the source can't be asked what it has
   */
  Optional<Problem> objection(int partition, MirrorPosition at, int epoch) {
    if (question.isEmpty() || !MirrorRules.isOfNewLeader(at, epoch)) {
      return Optional.empty();
    }
    if (!known.isAbout(partition, epoch)) {
      askNow(question.get(), partition, at.incarnation(), epoch);
    }
    return Optional.ofNullable(known.lacking().get(partition));
  }

  private void askNow(Question others, int partition, IncarnationId life, int epoch) {
    try {
      asking.lockInterruptibly();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    try {
      if (!known.isAbout(partition, epoch)) {
        known = others.ask(life);
      }
    } finally {
      asking.unlock();
    }
  }

  @Override
  public void close() {
    if (ahead != null) {
      ahead.interrupt();
    }
  }
}
