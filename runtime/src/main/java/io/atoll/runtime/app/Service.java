package io.atoll.runtime.app;

import io.vertx.core.Future;

/**
 * A part of a process that is started and stopped.
 *
 * <p>Both methods are called once, on a thread that may block, never on an event loop. {@code stop}
 * may come while {@code start} is under way, and after it failed.
 */
public interface Service {
  /** For people: in logs and errors. */
  String name();

  /**
   * Starts; the future completes when the services after this one can rely on it. What takes long
   * (catching up, loading) belongs to readiness instead.
   */
  Future<Void> start();

  /** Lets go of everything: finishes what it owes, closes what it opened. */
  Future<Void> stop();
}
