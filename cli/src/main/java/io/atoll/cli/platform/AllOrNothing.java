package io.atoll.cli.platform;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A start that comes to its end or is undone, once: when it fails, for whatever reason, and when
 * the process is told to end meanwhile (Ctrl-C).
 */
final class AllOrNothing {
  /** What is to be done; it may fail half-way. */
  @FunctionalInterface
  interface Start {
    void run() throws InterruptedException;
  }

  private final AtomicBoolean over = new AtomicBoolean();
  private final Consumer<String> tell;
  private final Runnable undo;

  /**
   * @param tell takes a line for people
   * @param undo returns when nothing is left
   */
  AllOrNothing(Consumer<String> tell, Runnable undo) {
    this.tell = tell;
    this.undo = undo;
  }

  /** Returns when the start has come to its end; what it throws is thrown, after the undoing. */
  void run(Start start) throws InterruptedException {
    Thread hook =
        Thread.ofPlatform()
            .name("undo")
            .unstarted(() -> undo("Interrupted; stopping what was started."));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      start.run();
      over.set(true);
    } finally {
      undo("Stopping what was started.");
    }
    forget(hook);
  }

  private void undo(String why) {
    if (over.compareAndSet(false, true)) {
      tell.accept(why);
      undo.run();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // Ctrl-C came just after the end: the hook runs, and finds nothing to undo.
    }
  }
}
