package io.atoll.replication.mirror.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Asks several regions at once: each is round trips away, or does not answer at all. */
public final class Asking {
  private Asking() {}

  /**
   * Returns when each has been asked, whether it answered or not.
   *
   * @param ask blocks, and keeps what it heard where several threads may
   */
  public static <T> void each(Collection<T> regions, Consumer<T> ask) throws InterruptedException {
    List<Thread> asking = new ArrayList<>();
    for (T region : regions) {
      asking.add(Thread.ofVirtual().name("ask-" + region).start(() -> ask.accept(region)));
    }
    for (Thread each : asking) {
      each.join();
    }
  }
}
