package io.atoll.bench.replication;

import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.kafka.MirrorLink;
import io.atoll.replication.mirror.kafka.MirrorLinkConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Random;

/** The process of one link: {@code REGION SOURCE TARGET}. Ends by a signal. */
final class AtollMirrorMain {
  private AtollMirrorMain() {}

  public static void main(String[] args) throws InterruptedException {
    MirrorLink link =
        new MirrorLink(
            new MirrorLinkConfig(RegionId.of(args[0]), args[1], args[2], Writer.PARTITIONS),
            new SimpleMeterRegistry(),
            System::nanoTime,
            new Random());
    link.start();
    Runtime.getRuntime().addShutdownHook(new Thread(link::stop));
    Thread.currentThread().join();
  }
}
