package io.atoll.bench.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests for one URL over connections that are kept: as many as it can, or at an even pace. */
record Load(Options options, Path directory) {
  static final String HOST = "bench.test";

  /** Far more than any measurement takes. */
  private static final Duration COMMAND_MAX = Duration.ofSeconds(90);

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
  private static final AtomicInteger LOADS = new AtomicInteger();
  private static final Pattern HTTP2_RATE = Pattern.compile("finished in .*, ([\\d.]+) req/s");
  private static final Pattern HTTP2_GOOD =
      Pattern.compile("status codes: \\d+ 2xx, 0 3xx, 0 4xx, 0 5xx");
  private static final Pattern BAD = Pattern.compile("Non-2xx|Socket errors");

  /**
   * What came of a load.
   *
   * @param count of answers
   * @param perSecond answers
   */
  record Answers(long count, double perSecond) {}

  /** Answers per second for one URL, by wrk. */
  double throughput(String url, int seconds) throws IOException, InterruptedException {
    return wrk(seconds, List.of("-H", "Host: " + HOST, url)).perSecond();
  }

  /** As {@link #throughput}, of the data API, which has the bare address. */
  double dataThroughput(String url, int seconds) throws IOException, InterruptedException {
    return wrk(seconds, List.of(url)).perSecond();
  }

  /** One URL over and over. */
  Answers same(String url, int seconds) throws IOException, InterruptedException {
    return wrk(seconds, List.of("-H", "Host: " + HOST, url));
  }

  /** Each time another URL, by a query that no other load has. */
  Answers fresh(String url, int seconds) throws IOException, InterruptedException {
    Path script = Files.createTempFile(directory, "fresh", ".lua");
    Files.writeString(
        script,
        """
        local n = 0
        request = function()
          n = n + 1
          return wrk.format("GET", wrk.path .. "?%d-" .. n)
        end
        """
            .formatted(LOADS.incrementAndGet()));
    return wrk(seconds, List.of("-s", script.toString(), "-H", "Host: " + HOST, url));
  }

  private Answers wrk(int seconds, List<String> more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("wrk", "-t1", "-c" + options.connections(), "-d" + seconds + "s"));
    command.addAll(more);
    String output = run(command);
    Matcher rate = RATE.matcher(output);
    Matcher count = COUNT.matcher(output);
    if (!rate.find() || !count.find() || BAD.matcher(output).find()) {
      throw new IllegalStateException("wrk had trouble with %s:%n%s".formatted(more, output));
    }
    return new Answers(Long.parseLong(count.group(1)), Double.parseDouble(rate.group(1)));
  }

  /** Answers per second over cleartext HTTP/2, one at a time on each connection, by h2load. */
  double http2Throughput(int port, int size, int seconds) throws IOException, InterruptedException {
    String output =
        run(
            List.of(
                "h2load",
                "-t1",
                "-c" + options.connections(),
                "-D" + seconds,
                "--connect-to=127.0.0.1:" + port,
                "http://%s:%d/%d".formatted(HOST, port, size)));
    Matcher rate = HTTP2_RATE.matcher(output);
    if (!rate.find() || !HTTP2_GOOD.matcher(output).find()) {
      throw new IllegalStateException(
          "h2load had trouble with port %d:%n%s".formatted(port, output));
    }
    return Double.parseDouble(rate.group(1));
  }

  /** Milliseconds within which 99 of 100 answers came, at the pace of the options, by h2load. */
  double p99Millis(int port, int size, int seconds) throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "h2load", ".log");
    Files.delete(log);
    double each = options.rate() / (double) options.connections();
    int requests = options.rate() * seconds;
    String output =
        run(
            List.of(
                "h2load",
                "--h1",
                "-t1",
                "-c" + options.connections(),
                "-n" + requests,
                "--rps=" + each,
                "--log-file=" + log,
                "--connect-to=127.0.0.1:" + port,
                "http://%s:%d/%d".formatted(HOST, port, size)));
    List<String[]> answers =
        Files.readAllLines(log).stream()
            // Start, status, duration in microseconds.
            .map(line -> line.split("\t", -1))
            .filter(fields -> fields[1].equals("200"))
            .toList();
    if (answers.size() < requests) {
      throw new IllegalStateException(
          "%d of %d answers were good:%n%s".formatted(answers.size(), requests, output));
    }
    long[] micros =
        answers.stream().mapToLong(fields -> Long.parseLong(fields[2])).sorted().toArray();
    return micros[(int) (micros.length * 0.99)] / 1e3;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<String> reading = CompletableFuture.supplyAsync(() -> text(process));
    if (!process.waitFor(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("%s took over %s".formatted(command, COMMAND_MAX));
    }
    String output = reading.join();
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "%s ended with %d:%n%s".formatted(command, process.exitValue(), output));
    }
    return output;
  }

  private static String text(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
