package io.atoll.cli.platform;

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

  private final Consumer<String> tell;
  private final Runnable undo;

  /** Guarded by this, so that whoever finds it begun waits until it is done. */
  private boolean over;

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
    Thread starter = Thread.currentThread();
    Thread hook = Thread.ofPlatform().name("undo").unstarted(() -> interrupt(starter));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      start.run();
      end();
    } finally {
      undo("Stopping what was started.");
    }
    forget(hook);
  }

  private synchronized void end() {
    over = true;
  }

  /** From here on the start tells nothing more. */
  synchronized void interrupt(Thread starter) {
    if (!over) {
      starter.interrupt();
      undo("Interrupted; stopping what was started.");
    }
  }

  private synchronized void undo(String why) {
    if (!over) {
      over = true;
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
