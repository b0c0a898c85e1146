package io.atoll.cli.operator;

import io.atoll.runtime.config.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line ({@code 30s}) and in tables ({@code 3m 20s}). */
final class Durations implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return Units.duration(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** For people: at most two units. */
  static String text(long millis) {
    if (millis < 1_000) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds < 10) {
      return "%d.%ds".formatted(seconds, millis % 1_000 / 100);
    }
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return "%dm %ds".formatted(seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return "%dh %dm".formatted(seconds / 3_600, seconds % 3_600 / 60);
    }
    return "%dd %dh".formatted(seconds / 86_400, seconds % 86_400 / 3_600);
  }
}
