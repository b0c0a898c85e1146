package io.atoll.replication.kafka;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a region's Kafka stores its log, batch by batch. Other regions are sent what is stored, so
 * this is what a link between regions carries.
 */
public enum LogCompression {
  /** As edges append it. */
  NONE("producer"),
  /** The quickest. */
  LZ4("lz4"),
  /** The smallest. */
  ZSTD("zstd");

  private final String kafka;

  LogCompression(String kafka) {
    this.kafka = kafka;
  }

  /** The value of the topic's property. */
  String kafka() {
    return kafka;
  }

  /**
   * Reads it as it stands in a config.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static LogCompression parse(String text) {
    return Arrays.stream(values())
        .filter(one -> one.text().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is none of %s"
                    .formatted(
                        text,
                        Arrays.stream(values())
                            .map(LogCompression::text)
                            .collect(Collectors.joining(", ")))));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
