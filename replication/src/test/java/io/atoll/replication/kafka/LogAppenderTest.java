package io.atoll.replication.kafka;

import static io.atoll.replication.Awaiting.await;
import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of an append that the broker took, by what it says then of the log's life. */
class LogAppenderTest {
  private static final IncarnationId LIFE =
      new IncarnationId(RegionId.of("us-east"), "AAAAAAAAAAAAAAAAAAAAAQ");

  private final Vertx vertx = Vertx.vertx();
  private final Deque<Future<Void>> answers = new ArrayDeque<>();
  private final LogAppender appender =
      new LogAppender(
          vertx,
          LIFE,
          1,
          new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
          new ProducerWitness(),
          answers::removeFirst);

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  private static Future<Void> silence() {
    return Future.failedFuture(new TimeoutException("no answer"));
  }

  private Future<Position> append() {
    return appender.append(put(ADA, 1, "value"));
  }

  @Test
  void oneIsConfirmedOnceTheBrokerSaysThatTheLogLivesStill() {
    answers.add(Future.succeededFuture());
    assertThat(await(append())).isEqualTo(new Position(LIFE, 0, 0));
    assertThat(await(append()))
        .as("nothing was heard of the topic since")
        .isEqualTo(new Position(LIFE, 0, 1));
  }

  @Test
  void whileTheBrokerDoesNotAnswerItIsAskedAgain() {
    answers.addAll(List.of(silence(), silence(), Future.succeededFuture()));
    assertThat(await(append())).isEqualTo(new Position(LIFE, 0, 0));
  }

  @Test
  void aBrokerThatGoesOnToBeSilentIsAskedABoundedNumberOfTimes() {
    answers.addAll(Collections.nCopies(LogAppender.ASKS_MAX, silence()));
    assertThatThrownBy(() -> await(append())).hasMessageContaining("no answer");
    answers.add(Future.succeededFuture());
    assertThat(await(append())).isEqualTo(new Position(LIFE, 0, 1));
  }

  @Test
  void inALogThatWasMadeAnewNothingIsConfirmed() {
    answers.add(Future.failedFuture(new IllegalStateException("made anew")));
    assertThatThrownBy(() -> await(append())).hasMessageContaining("made anew");
  }
}
