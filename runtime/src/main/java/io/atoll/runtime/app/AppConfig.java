package io.atoll.runtime.app;

import java.time.Duration;

/** A process's whole config; a record with a component {@code process} is one. */
public interface AppConfig {
  /** Under what supervisors grant before SIGKILL: 30 s for Kubernetes, 90 s for systemd. */
  Duration STOP_MAX = Duration.ofSeconds(10);

  ProcessConfig process();

  /** How to make the process's Vert.x; a process of a cluster answers with a clustered one. */
  default VertxFactory vertxFactory() {
    return VertxFactory.local();
  }

  /** How long all services of the process together may take to stop. */
  default Duration stopMax() {
    return STOP_MAX;
  }
}
