package io.atoll.edge.invalidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

/** What bounds purges and notes them, taken by itself. */
class PurgeLimitsTest {
  private long nanos;

  @Test
  void asManyPassASecondAsMayAndAsManyAtOnce() {
    Throttle throttle = new Throttle(10, () -> nanos);
    for (int i = 0; i < 10; i++) {
      assertThat(throttle.pass()).as("number %d", i).isTrue();
    }
    assertThat(throttle.pass()).isFalse();
    nanos += Duration.ofMillis(100).toNanos();
    assertThat(throttle.pass()).isTrue();
    assertThat(throttle.pass()).isFalse();
    nanos += Duration.ofHours(1).toNanos();
    for (int i = 0; i < 10; i++) {
      assertThat(throttle.pass()).isTrue();
    }
    assertThat(throttle.pass()).isFalse();
  }

  @Test
  void theWishToWaitIsReadAndBounded() {
    assertThat(wish()).isZero();
    assertThat(wish("respond-async, Wait = 5", "wait=10; x=y")).isEqualTo(Duration.ofSeconds(10));
    assertThat(wish("wait=\"7\"")).isEqualTo(Duration.ofSeconds(7));
    assertThat(wish("wait=999999")).isEqualTo(Duration.ofSeconds(30));
    assertThat(wish("wait=-1, wait=, wait=1e3, wait=99999999999")).isZero();
  }

  private static Duration wish(String... lines) {
    return Preference.wait(List.of(lines), Duration.ofSeconds(30));
  }

  @Test
  void everyPurgeIsALineThatSaysWhoAndWhatAndFromWhere() {
    Queue<SubstituteLoggingEvent> events = new ArrayDeque<>();
    PurgeAudit audit = audit(events);

    audit.purge(
        PurgeAudit.Outcome.APPLIED,
        new Purge(new Scope.Url("shop.test", "/a b"), true),
        "operator 12345678",
        "192.0.2.7",
        "the-id",
        null);

    assertThat(events).hasSize(1);
    assertThat(events.remove().getMessage())
        .isEqualTo(
            "action=purge by=operator 12345678 client=192.0.2.7 purge=hard url shop.test /a b id=the-id outcome=applied purge");
  }

  @Test
  void refusalsAreCountedButDoNotFillTheLog() {
    Queue<SubstituteLoggingEvent> events = new ArrayDeque<>();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    PurgeAudit audit = new PurgeAudit(recorder(events), () -> nanos, meters);
    for (int i = 0; i < 1_000; i++) {
      audit.refused(PurgeAudit.Outcome.REFUSED, "unknown", "192.0.2.7", 401, "no");
    }

    assertThat(events).hasSize(1);
    assertThat(meters.get("atoll_edge_purge_requests").tag("outcome", "refused").counter().count())
        .isEqualTo(1_000);
  }

  private PurgeAudit audit(Queue<SubstituteLoggingEvent> events) {
    return new PurgeAudit(recorder(events), () -> nanos, new SimpleMeterRegistry());
  }

  private static EventRecordingLogger recorder(Queue<SubstituteLoggingEvent> events) {
    return new EventRecordingLogger(new SubstituteLogger("test", events, false), events);
  }
}
