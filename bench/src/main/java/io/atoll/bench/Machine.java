package io.atoll.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a benchmark runs, in one line. */
public final class Machine {
  private Machine() {}

  public static String description() {
    return "%d x %s, %d GiB, Linux %s, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            value("/proc/cpuinfo", "model name"),
            Long.parseLong(value("/proc/meminfo", "MemTotal").replace("kB", "").strip()) >> 20,
            System.getProperty("os.version"),
            Runtime.version());
  }

  private static String value(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
