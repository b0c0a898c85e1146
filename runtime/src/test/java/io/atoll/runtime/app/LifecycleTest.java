package io.atoll.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<String> history = new CopyOnWriteArrayList<>();

  /** Notes what it is told, and answers with the given futures. */
  private record Noting(
      String name, List<String> history, Future<Void> started, Future<Void> stopped)
      implements Service {
    @Override
    public Future<Void> start() {
      history.add("start " + name);
      return started;
    }

    @Override
    public Future<Void> stop() {
      history.add("stop " + name);
      return stopped;
    }
  }

  private Service good(String name) {
    return new Noting(name, history, Future.succeededFuture(), Future.succeededFuture());
  }

  @Test
  void servicesStartInOrderAndStopInReverse() {
    Lifecycle lifecycle = new Lifecycle(List.of(good("a"), good("b"), good("c")), LONG, LONG);

    lifecycle.start();

    assertThat(lifecycle.stop()).isTrue();
    assertThat(history)
        .containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
  }

  @Test
  void aFailedStartStopsWhatWasStartedAndIsNamed() {
    Service broken =
        new Noting(
            "b", history, Future.failedFuture("port 7000 is taken"), Future.succeededFuture());
    Lifecycle lifecycle = new Lifecycle(List.of(good("a"), broken, good("c")), LONG, LONG);

    assertThatThrownBy(lifecycle::start)
        .isInstanceOf(StartException.class)
        .hasMessage("b did not start: port 7000 is taken");
    assertThat(history).containsExactly("start a", "start b", "stop b", "stop a");
  }

  @Test
  void aStartThatHangsIsGivenUp() {
    Service hanging =
        new Noting("b", history, Promise.<Void>promise().future(), Future.succeededFuture());
    Lifecycle lifecycle = new Lifecycle(List.of(good("a"), hanging), Duration.ofMillis(50), LONG);

    assertThatThrownBy(lifecycle::start).hasMessageStartingWith("b did not start within");
    assertThat(history).containsExactly("start a", "start b", "stop b", "stop a");
  }

  @Test
  void aStopThatHangsOrFailsKeepsNoOtherFromStopping() {
    Service hanging =
        new Noting("c", history, Future.succeededFuture(), Promise.<Void>promise().future());
    Service broken =
        new Noting("b", history, Future.succeededFuture(), Future.failedFuture("stuck"));
    Lifecycle lifecycle =
        new Lifecycle(List.of(good("a"), broken, hanging), LONG, Duration.ofMillis(50));
    lifecycle.start();

    assertThat(lifecycle.stop()).isFalse();
    assertThat(history)
        .containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
  }

  @Test
  void aStopWhileStartingLetsNothingElseStart() throws InterruptedException {
    Promise<Void> starting = Promise.promise();
    Service slow = new Noting("b", history, starting.future(), Future.succeededFuture());
    Lifecycle lifecycle = new Lifecycle(List.of(good("a"), slow, good("c")), LONG, LONG);
    Thread starter = Thread.ofVirtual().start(lifecycle::start);
    while (!history.contains("start b")) {
      Thread.onSpinWait();
    }

    lifecycle.stop();
    starting.complete();
    starter.join();

    assertThat(history).containsExactly("start a", "start b", "stop b", "stop a");
  }

  @Test
  void aSecondStopDoesNothing() {
    Lifecycle lifecycle = new Lifecycle(List.of(good("a")), LONG, LONG);
    lifecycle.start();
    lifecycle.stop();

    assertThat(lifecycle.stop()).isTrue();
    assertThat(history).containsExactly("start a", "stop a");
  }
}
