package io.atoll.bench.edge;

import io.atoll.bench.Machine;
import io.atoll.bench.Region;
import io.atoll.bench.Table;
import io.atoll.bench.Usage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prints how much memory a cached answer of 1 KB takes beside Varnish, both filled from the same
 * origin in the same run. Varnish: how its processes' share of memory grew. The edge: how the bytes
 * that live in its heap grew, since a heap itself grows in steps of its own; its processes' growth
 * is printed too.
 */
final class MemoryBench {
  private static final int OBJECTS = 200_000;
  private static final int SIZE = 1 << 10;
  private static final int CONNECTIONS = 8;

  /** Asked for before anything is measured, so that what every cache has once is there. */
  private static final int WARM_UP = 2_000;

  /** One in so many is asked for again, to see that it is there. */
  private static final int CHECKED = 50;

  /** For buffers to be given back. */
  private static final Duration SETTLED = Duration.ofSeconds(20);

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

  /** What a cache takes for each answer, in bytes. */
  private record Taken(double objects, double process) {}

  private MemoryBench() {}

  /**
   * @param args how many answers, by default 200,000
   */
  static void main(String[] args) throws Exception {
    int objects = args.length == 0 ? OBJECTS : Integer.parseInt(args[0]);
    Path directory = Files.createTempDirectory("atoll-bench-memory");
    System.err.println("logs are in " + directory);
    Map<String, Taken> measured = new LinkedHashMap<>();
    try (Origin origin = Origin.start();
        Region region = Region.start(directory)) {
      Certificate certificate = Certificate.make(directory);
      for (Contestant contestant : Contestant.installed(region)) {
        if (contestant.isForMissesOnly() || contestant instanceof Contestant.Varnish) {
          Path own = Files.createDirectories(directory.resolve(contestant.name()));
          Ports ports = Ports.three().shared();
          Process process = start(contestant, own, ports, certificate, origin);
          try {
            awaitAnswer(process, ports.http());
            measured.put(
                contestant.name(),
                measure(contestant, process.toHandle(), ports.http(), origin, objects));
          } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
          }
        }
      }
    }
    print(objects, measured);
    System.exit(0);
  }

  private static Process start(
      Contestant contestant, Path directory, Ports ports, Certificate certificate, Origin origin)
      throws IOException {
    List<String> command =
        contestant.prepare(
            directory,
            contestant instanceof Contestant.Varnish
                ? new Ports(ports.http(), Ports.free(), ports.tls())
                : ports,
            certificate,
            origin.port());
    if (contestant instanceof Contestant.Atoll) {
      Path config = directory.resolve("edge.yaml");
      String text = Files.readString(config);
      Files.writeString(config, text.replace("http:\n", "http:\n  bytes-max: 2GiB\n"));
    }
    return new ProcessBuilder(
            command.stream()
                .map(word -> word.equals("-Xmx512m") ? "-Xmx3g" : word)
                .map(word -> word.equals("malloc,256m") ? "malloc,2g" : word)
                .toList())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output.log").toFile())
        .start();
  }

  private static void awaitAnswer(Process process, int port) throws Exception {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (true) {
      try {
        fill(port, 0, 1, 1);
        return;
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("no answer on port " + port, notYet);
        }
        Thread.sleep(50);
      }
    }
  }

  private static Taken measure(
      Contestant contestant, ProcessHandle process, int port, Origin origin, int objects)
      throws Exception {
    boolean heap = contestant instanceof Contestant.Atoll;
    fillBy(port, 0, WARM_UP, 1);
    Thread.sleep(SETTLED);
    long liveBefore = heap ? live(process) : 0;
    long before = processBytes(process);
    fillBy(port, WARM_UP, WARM_UP + objects, 1);
    Thread.sleep(SETTLED);
    long live = heap ? live(process) - liveBefore : 0;
    long grown = processBytes(process) - before;
    int asked = origin.requests();
    fillBy(port, WARM_UP, WARM_UP + objects, CHECKED);
    if (origin.requests() != asked) {
      throw new IllegalStateException(
          "expected all answers to be cached, but %d of %d were not"
              .formatted(origin.requests() - asked, objects / CHECKED));
    }
    return new Taken((double) (heap ? live : grown) / objects, (double) grown / objects);
  }

  /** Bytes of live objects, after a full collection. */
  private static long live(ProcessHandle process) throws IOException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .start();
    String histogram = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = LIVE.matcher(histogram);
    if (!total.find()) {
      throw new IllegalStateException("jcmd gave no histogram: " + histogram);
    }
    return Long.parseLong(total.group(1));
  }

  /** PSS of a process and all that it has started. */
  private static long processBytes(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToLong(each -> Usage.of(each.pid()).pssBytes())
        .sum();
  }

  private static void fillBy(int port, int from, int to, int step) throws Exception {
    List<Callable<Integer>> parts = new ArrayList<>();
    int each = (to - from) / CONNECTIONS;
    for (int i = 0; i < CONNECTIONS; i++) {
      int first = from + i * each;
      int end = i == CONNECTIONS - 1 ? to : first + each;
      parts.add(() -> fill(port, first, end, step));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (Future<Integer> part : threads.invokeAll(parts)) {
        part.get();
      }
    }
  }

  /** Asks for one answer after the other. Returns how many came. */
  private static int fill(int port, int from, int to, int step) throws IOException {
    int count = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 8 << 10);
      for (int number = from; number < to; number += step) {
        String request =
            "GET /%d?number=%d HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(SIZE, number, Load.HOST);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String status = line(in);
        int length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Integer.parseInt(line.substring(15).strip());
          }
        }
        if (!status.contains(" 200") || length != SIZE || in.readNBytes(length).length != length) {
          throw new IOException("expected %d bytes, but got %s".formatted(SIZE, status));
        }
        count++;
      }
    }
    return count;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed after: " + line);
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  private static void print(int objects, Map<String, Taken> measured) throws IOException {
    System.out.println(Machine.description());
    System.out.printf("%d answers of %d bytes, each under a URL of its own%n%n", objects, SIZE);
    Table table = new Table("memory", "bytes per answer", "of the process", "Atoll's ratio to it");
    Taken ours = measured.getOrDefault("Atoll, not sharing", new Taken(0, 0));
    measured.forEach((name, taken) ->
        table.row(
            name,
            "%.0f".formatted(taken.objects),
            "%.0f".formatted(taken.process),
            "%.2f".formatted(ours.objects / taken.objects)));
    System.out.println(table);
  }
}
