package io.atoll.bench.replication;

import io.atoll.bench.JavaProcess;
import java.nio.file.Path;
import java.util.List;

/** Who copies the log. */
sealed interface Contestant permits AtollMirror, MirrorMaker2 {
  /** The same collector and compiler for all; each has the heap it needs, and not more. */
  static List<String> flags(int heapMebibytes) {
    return List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx%dm".formatted(heapMebibytes));
  }

  String name();

  /** The topic at the target that takes the copy in this round. */
  String topic(int round);

  /** Starts a process that copies a log which nothing was ever copied of. */
  JavaProcess start(int round, Broker source, Broker target, Path directory);
}
