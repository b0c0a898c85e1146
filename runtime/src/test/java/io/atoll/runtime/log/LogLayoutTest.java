package io.atoll.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLayoutTest {
  private final LoggingEvent event =
      new LoggingEvent(
          "caller",
          new LoggerContext().getLogger("io.atoll.replication.MirrorLink"),
          Level.WARN,
          "link \"b\" stopped\nfor now",
          new UncheckedIOException("reading", new IOException("gone")),
          null);

  {
    event.setInstant(Instant.parse("2026-01-31T12:00:00.123Z"));
    event.addKeyValuePair(new KeyValuePair("source", "eu-west"));
    event.addKeyValuePair(new KeyValuePair("why", ""));
  }

  @Test
  void anEventIsOneLineThatMachinesCanRead() {
    assertThat(new LogLayout(false).doLayout(event))
        .isEqualTo(
            "time=2026-01-31T12:00:00.123Z level=WARN msg=\"link \\\"b\\\" stopped\\nfor now\""
                + " source=eu-west why=\"\" logger=MirrorLink"
                + " error=\"java.io.UncheckedIOException: reading; caused by"
                + " java.io.IOException: gone\"\n");
  }

  @Test
  void debuggingAddsTheStack() {
    assertThat(new LogLayout(true).doLayout(event).lines())
        .hasSizeGreaterThan(3)
        .anyMatch(line -> line.startsWith("\tat " + getClass().getName()));
  }
}
