package io.atoll.bench.dns;

import io.atoll.bench.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** dnsperf, asking as fast as it is answered. */
record Load(Path queries, int seconds) {
  private static final Pattern COMPLETED = Pattern.compile("Queries completed:\\s+(\\d+)");
  private static final Pattern LOST = Pattern.compile("Queries lost:\\s+(\\d+)");
  private static final Pattern RATE = Pattern.compile("Queries per second:\\s+([\\d.]+)");
  private static final Pattern RCODES = Pattern.compile("Response codes:\\s+(.*)");

  /** Enough sockets that the kernel deals them out evenly to a server's threads. */
  private static final int CLIENTS = 32;

  private static final int OUTSTANDING = 1_000;

  /**
   * What a run gave.
   *
   * @param perSecond queries answered
   * @param cpuMicros of the server, per query
   * @param lost queries without an answer
   * @param rcodes as dnsperf prints them
   */
  record Result(double perSecond, double cpuMicros, long lost, String rcodes) {}

  Result run(JavaProcess server, int port) throws IOException, InterruptedException {
    Duration before = server.usage().cpu();
    String report = dnsperf(port);
    Duration cpu = server.usage().cpu().minus(before);
    long completed = Long.parseLong(value(COMPLETED, report));
    return new Result(
        Double.parseDouble(value(RATE, report)),
        cpu.toNanos() / 1e3 / completed,
        Long.parseLong(value(LOST, report)),
        value(RCODES, report));
  }

  private String dnsperf(int port) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "dnsperf",
                    "-B",
                    "-d",
                    queries.toString(),
                    "-s",
                    NameServer.HOST,
                    "-p",
                    Integer.toString(port),
                    "-c",
                    Integer.toString(CLIENTS),
                    "-q",
                    Integer.toString(OUTSTANDING),
                    "-l",
                    Integer.toString(seconds)))
            .redirectErrorStream(true)
            .start();
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("dnsperf failed: " + report);
    }
    return report;
  }

  private static String value(Pattern pattern, String report) {
    Matcher matcher = pattern.matcher(report);
    if (!matcher.find()) {
      throw new IllegalStateException("no %s in: %s".formatted(pattern, report));
    }
    return matcher.group(1);
  }
}
