package io.atoll.runtime.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final long MILLI = 1_000_000;

  // Near overflow, as a monotonic clock may be.
  private long now = Long.MAX_VALUE - 100 * MILLI;
  private final Candidates candidates = new Candidates(3, now);

  @Test
  void theFirstIsAskedAsLongAsItAnswers() {
    candidates.answered(0);

    assertThat(candidates.next(now)).isEqualTo(new Candidates.Ask(0));
  }

  @Test
  void theNextIsAskedWhileTheFirstIsSetAside() {
    candidates.failed(0, now);
    assertThat(candidates.next(now)).isEqualTo(new Candidates.Ask(1));

    candidates.answered(1);
    now += Candidates.PAUSE_MIN.toNanos();
    assertThat(candidates.next(now)).isEqualTo(new Candidates.Ask(0));
  }

  @Test
  void whenAllFailTheShortestPauseIsWaitedFor() {
    candidates.failed(0, now);
    now += 10 * MILLI;
    candidates.failed(1, now);
    now += 10 * MILLI;
    candidates.failed(2, now);

    assertThat(candidates.allFailing()).isTrue();
    assertThat(candidates.next(now))
        .isEqualTo(new Candidates.Pause(Candidates.PAUSE_MIN.minusMillis(20)));
  }

  @Test
  void pausesDoubleUpToTheirBoundAndAnAnswerForgives() {
    Candidates one = new Candidates(1, now);
    long[] millis = new long[8];
    for (int i = 0; i < millis.length; i++) {
      one.failed(0, now);
      millis[i] = ((Candidates.Pause) one.next(now)).length().toMillis();
    }
    one.answered(0);
    one.failed(0, now);

    assertThat(millis).containsExactly(250, 500, 1000, 2000, 4000, 8000, 8000, 8000);
    assertThat(one.next(now)).isEqualTo(new Candidates.Pause(Duration.ofMillis(250)));
  }
}
