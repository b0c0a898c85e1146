package io.atoll.bench.replication;

import io.atoll.bench.JavaProcess;
import java.nio.file.Path;
import java.util.List;

/** A link of Atoll's replicator, with the limits it has by default. */
record AtollMirror() implements Contestant {
  /** What the platform on one machine gives a replicator. */
  private static final int HEAP_MEBIBYTES = 192;

  @Override
  public String name() {
    return "Atoll";
  }

  @Override
  public String topic(int round) {
    return "atoll.mirror." + region(round);
  }

  private static String region(int round) {
    return "round-" + round;
  }

  @Override
  public JavaProcess start(int round, Broker source, Broker target, Path directory) {
    Topics.createAnew(target, topic(round), Writer.PARTITIONS);
    return JavaProcess.start(
        "atoll-" + round,
        directory,
        Contestant.flags(HEAP_MEBIBYTES),
        AtollMirrorMain.class.getName(),
        List.of(region(round), source.bootstrap(), target.bootstrap()));
  }
}
