package io.atoll.replication.apply;

import static io.atoll.replication.Awaiting.await;
import static io.atoll.replication.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.announce.AnnouncementCodec;
import io.atoll.replication.announce.Drop;
import io.atoll.replication.announce.EdgeAddresses;
import io.atoll.replication.announce.Visible;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CourierTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private volatile long nanos;
  private final Courier courier = new Courier(vertx, () -> nanos);

  /** What the edge was asked, and has not answered by itself. */
  private final List<Message<Buffer>> asked = new CopyOnWriteArrayList<>();

  CourierTest() {
    vertx.eventBus().<Buffer>consumer(EdgeAddresses.drops("edge-1"), asked::add);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static Drop drop(int sequence) {
    return new Drop(0, "run", sequence, List.of(new Key("profiles", "ada")));
  }

  /** Announces all in one turn of the event loop. */
  private List<Future<Void>> announce(Duration within, Drop... drops) {
    Promise<List<Future<Void>>> done = Promise.promise();
    courier
        .context()
        .runOnContext(_ -> {
          List<Future<Void>> answers = new ArrayList<>();
          for (Drop drop : drops) {
            answers.add(courier.drop("edge-1", drop, within));
          }
          done.complete(answers);
        });
    return await(done.future());
  }

  private List<Drop> asked(int message) {
    until("message %d is there".formatted(message), () -> asked.size() > message);
    return AnnouncementCodec.drops(asked.get(message).body().getBytes());
  }

  @Test
  void whatIsAnnouncedInOneTurnGoesInOneMessage() {
    List<Future<Void>> answers = announce(LONG, drop(1), drop(2));

    assertThat(asked(0)).containsExactly(drop(1), drop(2));
    assertThat(answers).noneMatch(Future::isComplete);

    asked.getFirst().reply(Buffer.buffer());
    answers.forEach(answer -> await(answer));
  }

  @Test
  void whatIsAnnouncedBeforeTheEdgeAnswersGoesTogetherAfterwards() {
    announce(LONG, drop(1));
    assertThat(asked(0)).containsExactly(drop(1));
    List<Future<Void>> answers = new ArrayList<>(announce(LONG, drop(2)));
    answers.addAll(announce(LONG, drop(3)));
    asked.getFirst().reply(Buffer.buffer());

    assertThat(asked(1)).containsExactly(drop(2), drop(3));
    asked.get(1).reply(Buffer.buffer());
    answers.forEach(answer -> await(answer));
  }

  @Test
  void messageThatIsLostHoldsNothingBackForLong() {
    announce(LONG, drop(1));
    assertThat(asked(0)).containsExactly(drop(1));
    announce(LONG, drop(2));
    nanos = Duration.ofMillis(21).toNanos();
    announce(LONG, drop(3));

    // Nobody has answered the first.
    assertThat(asked(1)).containsExactly(drop(2), drop(3));
  }

  @Test
  void edgeThatDoesNotAnswerInTimeFailsTheDrop() {
    Future<Void> answer = announce(Duration.ofMillis(5), drop(1)).getFirst();
    until("given up", answer::isComplete);
    assertThat(answer.succeeded()).isFalse();
  }

  @Test
  void newsOfOneTurnGoInOneMessage() {
    List<Buffer> told = new CopyOnWriteArrayList<>();
    vertx.eventBus().<Buffer>consumer(EdgeAddresses.VISIBLE, message -> told.add(message.body()));
    IncarnationId log = new IncarnationId(RegionId.of("us-east"), "life");
    Visible first = new Visible(0, "5f", log, Watermark.ZERO.advance(log, 1), 3, List.of());
    Visible second = new Visible(1, "5f", log, Watermark.ZERO.advance(log, 7), 9, List.of());
    courier
        .context()
        .runOnContext(_ -> {
          courier.tell(first);
          courier.tell(second);
        });
    until("told", () -> !told.isEmpty());
    assertThat(AnnouncementCodec.news(told.getFirst().getBytes())).containsExactly(first, second);
  }
}
