package io.atoll.bench.replication;

import io.atoll.bench.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * MirrorMaker 2 in its dedicated mode, tuned for throughput: a task for every partition, fetches
 * and batches as large as Atoll's. Everything beside copying is turned off.
 */
record MirrorMaker2() implements Contestant {
  /** With half of it, it runs out of memory. */
  private static final int HEAP_MEBIBYTES = 1024;

  @Override
  public String name() {
    return "MirrorMaker 2";
  }

  @Override
  public String topic(int round) {
    return alias(round) + "." + Writer.LOG;
  }

  private static String alias(int round) {
    return "source" + round;
  }

  @Override
  public JavaProcess start(int round, Broker source, Broker target, Path directory) {
    Path file = directory.resolve("mm2-" + round + ".properties");
    try {
      Files.writeString(file, properties(alias(round), source, target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return JavaProcess.start(
        "mm2-" + round,
        directory,
        Contestant.flags(HEAP_MEBIBYTES),
        "org.apache.kafka.connect.mirror.MirrorMaker",
        List.of(file.toString(), "--clusters", "target"));
  }

  private static String properties(String alias, Broker source, Broker target) {
    return """
    clusters = SRC, target
    SRC.bootstrap.servers = %s
    target.bootstrap.servers = %s
    SRC->target.enabled = true
    target->SRC.enabled = false
    SRC->target.topics = %s
    tasks.max = 4
    replication.factor = 1
    checkpoints.topic.replication.factor = 1
    heartbeats.topic.replication.factor = 1
    offset-syncs.topic.replication.factor = 1
    offset.storage.replication.factor = 1
    status.storage.replication.factor = 1
    config.storage.replication.factor = 1
    emit.heartbeats.enabled = false
    emit.checkpoints.enabled = false
    sync.group.offsets.enabled = false
    sync.topic.acls.enabled = false
    sync.topic.configs.enabled = false
    refresh.groups.enabled = false
    SRC.consumer.max.poll.records = 10000
    SRC.consumer.fetch.max.bytes = 16777216
    SRC.consumer.max.partition.fetch.bytes = 4194304
    SRC.consumer.receive.buffer.bytes = -1
    target.producer.batch.size = 262144
    target.producer.linger.ms = 0
    target.producer.buffer.memory = 67108864
    target.producer.max.request.size = 2097152
    """
        .replace("SRC", alias)
        .formatted(source.bootstrap(), target.bootstrap(), Writer.LOG);
  }
}
