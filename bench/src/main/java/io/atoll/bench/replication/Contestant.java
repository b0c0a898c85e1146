package io.atoll.bench.replication;

import io.atoll.bench.JavaProcess;
import java.nio.file.Path;
import java.util.List;

/** Who copies the log. */
sealed interface Contestant permits AtollMirror, MirrorMaker2 {
  /** The same for all: one collector, one limit of the heap, the full compiler. */
  List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx1g");

  String name();

  /** The topic at the target that takes the copy in this round. */
  String topic(int round);

  /** Starts a process that copies a log which nothing was ever copied of. */
  JavaProcess start(int round, Broker source, Broker target, Path directory);
}
