package io.atoll.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.routing.RegionState;
import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.answer.Served;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.WireLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EditionsTest {
  private static final long SECONDS = 1_800_000_000;

  private final TestServer server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));
  private final AtomicLong seconds = new AtomicLong(SECONDS);
  private final Editions editions = new Editions(server.answerer(), () -> seconds.get() * 1000);

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean isNew() {
    return !editions.look(List.of(Zones.APEX)).isEmpty();
  }

  private long serial() {
    return server.answerer().soa(Zones.APEX).getSerial();
  }

  @Test
  void thereIsANewEditionWheneverOtherRegionsServeAndElseNone() {
    assertThat(isNew()).isTrue();
    assertThat(serial()).isEqualTo(SECONDS);
    server.follow(Tables.allUp(2));
    assertThat(isNew()).isFalse();
    server.follow(Tables.with(3, Map.of(Tables.EU_WEST, RegionState.DOWN)));
    assertThat(isNew()).isTrue();
    assertThat(serial()).isEqualTo(SECONDS + 1);
    assertThat(isNew()).isFalse();
  }

  @Test
  void thereIsANewEditionTwiceADaySoThatSignaturesNeverEnd() {
    assertThat(isNew()).isTrue();
    seconds.addAndGet(Duration.ofHours(12).toSeconds() - 1);
    assertThat(isNew()).isFalse();
    seconds.incrementAndGet();
    assertThat(isNew()).isTrue();
    assertThat(serial()).isEqualTo(seconds.get());
  }

  @Test
  void aFileThatIsReadAnewWithoutAChangeGoesOnByTheNumberItHad() {
    assertThat(isNew()).isTrue();
    server.answerer().replace(List.of(new Served(Zones.test(), null)));
    assertThat(serial()).isNotEqualTo(SECONDS);
    assertThat(isNew()).isFalse();
    assertThat(serial()).isEqualTo(SECONDS);
  }
}
