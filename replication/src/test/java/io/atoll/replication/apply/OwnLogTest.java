package io.atoll.replication.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.parts.KafkaBroker;
import io.atoll.replication.kafka.RegionTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnLogTest {
  @Test
  void oneThatIsClosedWhereNothingMoreComesEndsByItselfAndIsNotInterrupted(@TempDir Path dir)
      throws Exception {
    Queue<Throwable> deaths = new ConcurrentLinkedQueue<>();
    try (KafkaBroker broker = KafkaBroker.builder(dir).start();
        RegionTopics topics = new RegionTopics(broker.bootstrap())) {
      topics.ensure(1, List.of());
      IncarnationId own = topics.incarnation(RegionId.of("us-east"));
      OwnLog log = new OwnLog(broker.bootstrap(), own, 0, 0);
      Thread reader = readers().getFirst();
      reader.setUncaughtExceptionHandler((_, death) -> deaths.add(death));
      assertThat(log.isAtEnd()).isTrue();
      assertThat(log.next()).isEmpty();
      log.close();
      reader.join();
    }
    assertThat(deaths).isEmpty();
  }

  private static List<Thread> readers() {
    Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
    return all.keySet().stream().filter(thread -> thread.getName().equals("log-reader")).toList();
  }
}
