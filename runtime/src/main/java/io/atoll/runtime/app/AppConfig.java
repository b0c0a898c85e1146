package io.atoll.runtime.app;

/** A process's whole config; a record with a component {@code process} is one. */
public interface AppConfig {
  ProcessConfig process();

  /** How to make the process's Vert.x; a process of a cluster answers with a clustered one. */
  default VertxFactory vertxFactory() {
    return VertxFactory.local();
  }
}
