package io.atoll.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DepartureTest {
  private static final long BEGAN = 7_000_000_000L;

  private final List<Connection> connections =
      Stream.generate(() -> new Connection(new EmbeddedChannel(), "http", BEGAN))
          .limit(10)
          .toList();
  private final Departure departure = new Departure(connections, BEGAN, Duration.ofSeconds(2));

  private long toldAfter(Duration time) {
    departure.sweep(BEGAN + time.toNanos());
    return connections.stream().filter(Connection::isLeaving).count();
  }

  @Test
  void clientsAreToldBitByBitAndAllOfThemInTime() {
    assertThat(toldAfter(Duration.ZERO)).isZero();
    assertThat(toldAfter(Duration.ofMillis(500))).isEqualTo(3);
    assertThat(toldAfter(Duration.ofSeconds(1))).isEqualTo(5);
    assertThat(toldAfter(Duration.ofSeconds(2))).isEqualTo(10);
  }

  @Test
  void aLateLookTellsAllThatAreDue() {
    assertThat(toldAfter(Duration.ofSeconds(60))).isEqualTo(10);
  }
}
