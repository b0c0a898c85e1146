package io.atoll.bench.replication;

import io.atoll.bench.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One contestant's turn: from an empty log to a copy that was checked record by record. */
record Round(Broker source, Broker target, Path directory, Options options) {
  /** Enough for both contestants' hot code to be compiled. */
  private static final long WARM_UP_RECORDS = 100_000;

  Measured run(Contestant contestant, int number) throws InterruptedException {
    Topics.createAnew(source, Writer.LOG, Writer.PARTITIONS);
    String topic = contestant.topic(number);
    try (Writer writer = new Writer(source)) {
      writer.write(WARM_UP_RECORDS);
      try (JavaProcess process = contestant.start(number, source, target, directory);
          Copy copy = new Copy(target, topic)) {
        copy.awaitAll(writer, process);
        return measure(writer, process, copy);
      }
    } finally {
      Topics.delete(target, topic);
    }
  }

  private Measured measure(Writer writer, JavaProcess process, Copy copy)
      throws InterruptedException {
    process.freeze();
    writer.write(options.records());
    Duration cpuBefore = process.usage().cpu();
    Duration brokersBefore = brokersCpu();
    long began = System.nanoTime();
    process.thaw();
    copy.awaitAll(writer, process);
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpuMicros = micros(process.usage().cpu().minus(cpuBefore));
    double brokersMicros = micros(brokersCpu().minus(brokersBefore));
    double pss = process.usage().pssBytes() / (double) (1 << 20);

    long paced = (long) options.rate() * options.seconds();
    CompletableFuture<List<Long>> watched =
        CompletableFuture.supplyAsync(() -> copy.latencies(paced));
    // The reader must stand at the end first; a record it misses would be waited for in vain.
    Thread.sleep(Duration.ofSeconds(1));
    writer.writeAtRate(paced, options.rate());
    List<Long> latencies = watched.join().stream().sorted().toList();

    long doubled = copy.verify(writer);
    return new Measured(
        options.records() / seconds,
        cpuMicros / options.records(),
        brokersMicros / options.records(),
        pss,
        percentile(latencies, 50),
        percentile(latencies, 99),
        doubled);
  }

  private Duration brokersCpu() {
    return source.cpu().plus(target.cpu());
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }

  private static double percentile(List<Long> sortedNanos, int percent) {
    return sortedNanos.get((int) ((sortedNanos.size() - 1L) * percent / 100)) / 1e6;
  }
}
