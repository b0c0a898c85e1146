package io.atoll.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  private static final long MILLI = 1_000;

  private final Steadiness steadiness = new Steadiness(Duration.ofMillis(500));

  private void serve(long fromMillis, long toMillis) {
    steadiness.begin(fromMillis * MILLI).served(toMillis * MILLI);
  }

  private String trouble(long sinceMillis, long nowMillis) {
    return steadiness.troubleSince(sinceMillis * MILLI, nowMillis * MILLI).orElse("none");
  }

  @Test
  void whoWasNeverServedIsNotSteady() {
    assertThat(trouble(0, 10_000)).isEqualTo("it has had no answer yet");
    serve(0, 500);
    assertThat(trouble(0, 10_000)).isEqualTo("none");
  }

  @Test
  void anErrorCountsForAsLongAsTheWindowReachesBackToIt() {
    serve(0, 10);
    steadiness.begin(10 * MILLI).failed(20 * MILLI, "status 503");
    assertThat(trouble(20, 2_020)).isEqualTo("status 503");
    assertThat(trouble(21, 2_021)).isEqualTo("none");
  }

  @Test
  void aLateAnswerIsTrouble() {
    serve(0, 501);
    assertThat(trouble(0, 600)).isEqualTo("an answer took 501 ms");
    assertThat(trouble(502, 2_502)).isEqualTo("none");
  }

  @Test
  void whatIsUnderWayForTooLongIsTroubleBeforeItEnds() {
    serve(0, 10);
    Steadiness.Attempt waiting = steadiness.begin(100 * MILLI);
    Steadiness.Attempt same = steadiness.begin(100 * MILLI);
    assertThat(trouble(0, 600)).isEqualTo("none");
    waiting.served(600 * MILLI);
    assertThat(trouble(0, 601)).isEqualTo("it waits for an answer for more than 500 ms");
    same.failed(700 * MILLI, "timed out");
    assertThat(trouble(0, 800)).isEqualTo("timed out");
  }

  @Test
  void theNewestTroubleIsKeptHoweverAttemptsEnd() {
    serve(0, 10);
    steadiness.begin(0).failed(900 * MILLI, "later");
    steadiness.begin(0).failed(800 * MILLI, "earlier");
    assertThat(trouble(850, 2_000)).isEqualTo("later");
  }
}
