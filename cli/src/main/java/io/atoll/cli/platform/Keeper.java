package io.atoll.cli.platform;

import io.atoll.cli.platform.NodeStatus.State;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one process running, as systemd or a kubelet would, on a thread of its own.
 *
 * <p>It goes through these states: <em>starting</em> (waiting for what it needs, then for its
 * process to be ready), <em>running</em> (the process has been ready once), <em>restarting</em>
 * (the process ended by itself; waiting a {@link Backoff}), <em>held</em> (a hold wants it dead; no
 * process), <em>stopped</em> (for good). {@link #kill} and {@link #stop} come from other threads.
 */
final class Keeper {
  /** How long what it needs may keep it from starting. */
  private static final Duration NEEDS_WAIT_MAX = Duration.ofSeconds(15);

  /** How often an address, a hold or readiness is looked at. */
  private static final Duration LOOK = Duration.ofMillis(200);

  /** Readiness of a process that has been ready is of interest to people only. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private final NodeSpec spec;
  private final Holds holds;
  private final PidFiles pids;
  private final Backoff backoff = new Backoff();
  private final Thread thread;

  // All below are guarded by this.
  private @Nullable Process process;
  private @Nullable Instant startedAt;
  private State state = State.STARTING;
  private boolean ready;
  private String detail = "";
  private int starts;
  private boolean stopping;

  Keeper(NodeSpec spec, Holds holds, PidFiles pids) {
    this.spec = spec;
    this.holds = holds;
    this.pids = pids;
    this.thread = Thread.ofVirtual().name("keeper " + spec.id()).unstarted(this::keep);
  }

  NodeSpec spec() {
    return spec;
  }

  void start() {
    thread.start();
  }

  synchronized NodeStatus status() {
    Process running = process;
    return new NodeStatus(
        spec.id(),
        state,
        ready,
        detail,
        running == null ? null : running.pid(),
        Math.max(0, starts - 1),
        startedAt);
  }

  /** SIGKILL, now; what becomes of the node then is for holds to say. False: there was none. */
  synchronized boolean kill() {
    Process victim = process;
    if (victim == null || !victim.isAlive()) {
      return false;
    }
    victim.destroyForcibly();
    return true;
  }

  /** Asks the process to end (SIGTERM) and never starts it again; does not wait. */
  synchronized void stop() {
    stopping = true;
    Process running = process;
    if (running != null) {
      running.destroy();
    }
    notifyAll();
  }

  /**
   * Waits for a keeper that was stopped; SIGKILL if its process takes longer.
   *
   * @return whether the process ended by itself
   */
  boolean awaitStopped(Duration max) throws InterruptedException {
    if (thread.join(max)) {
      return true;
    }
    log.atWarn()
        .addKeyValue("node", spec.id())
        .log("did not stop within {} s, killing it", max.toSeconds());
    kill();
    thread.join();
    return false;
  }

  /** A hold has changed: look at it now. */
  synchronized void look() {
    notifyAll();
  }

  private void keep() {
    try {
      while (awaitMayRun() && awaitNeeds()) {
        run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      become(State.STOPPED, "");
    }
  }

  /** False: it is to stop. */
  private synchronized boolean awaitMayRun() throws InterruptedException {
    while (!stopping) {
      Optional<Instant> until = holds.heldUntil(spec.id());
      if (until.isEmpty()) {
        return true;
      }
      become(State.HELD, "held until " + until.get());
      wait(LOOK.toMillis());
    }
    return false;
  }

  /** False: it is to stop. A hold that comes meanwhile ends the wait, and kills what is started. */
  private boolean awaitNeeds() throws InterruptedException {
    become(State.STARTING, "");
    long deadline = System.nanoTime() + NEEDS_WAIT_MAX.toNanos();
    for (HostPort need : spec.after()) {
      while (!Probe.accepts(need) && System.nanoTime() < deadline) {
        synchronized (this) {
          if (stopping) {
            return false;
          }
          detail = "waits for " + need;
          wait(LOOK.toMillis());
        }
      }
    }
    return true;
  }

  private void run() throws InterruptedException {
    Process started = launch();
    if (started == null) {
      return;
    }
    long began = System.nanoTime();
    watch(started);
    int status = started.waitFor();
    ended();
    Duration ran = Duration.ofNanos(System.nanoTime() - began);
    if (isStopping() || holds.heldUntil(spec.id()).isPresent()) {
      return;
    }
    Duration wait = backoff.after(ran);
    log.atWarn()
        .addKeyValue("node", spec.id())
        .addKeyValue("status", status)
        .addKeyValue("ran", ran.toMillis() + "ms")
        .log("ended by itself, restarting in {} ms; see {}", wait.toMillis(), spec.log());
    restart("ended with status %d".formatted(status), wait);
  }

  /** Null: it could not be started, or must not any more. */
  private @Nullable Process launch() throws InterruptedException {
    try {
      LogFile logFile = new LogFile(spec.log());
      logFile.prepare();
      ProcessBuilder builder =
          new ProcessBuilder(spec.command())
              .directory(spec.dir().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.path().toFile()));
      builder.environment().putAll(spec.environment());
      synchronized (this) {
        if (stopping || holds.heldUntil(spec.id()).isPresent()) {
          return null;
        }
        Process started = builder.start();
        pids.note(spec.id().toString(), started.pid());
        process = started;
        startedAt = Instant.now();
        starts++;
        detail = "";
        return started;
      }
    } catch (IOException e) {
      log.atError().addKeyValue("node", spec.id()).setCause(e).log("can't be started");
      restart("can't be started: " + e.getMessage(), backoff.after(Duration.ZERO));
      return null;
    }
  }

  private void watch(Process started) throws InterruptedException {
    Duration look = LOOK;
    while (!started.waitFor(look.toMillis(), TimeUnit.MILLISECONDS)) {
      Optional<String> problem = spec.ready().problem();
      synchronized (this) {
        ready = problem.isEmpty();
        detail = problem.orElse("");
        if (ready) {
          state = State.RUNNING;
          look = LOOK_AGAIN;
        }
      }
    }
  }

  private synchronized void ended() {
    pids.forget(spec.id().toString());
    process = null;
    startedAt = null;
    ready = false;
  }

  private synchronized void restart(String why, Duration wait) throws InterruptedException {
    become(State.RESTARTING, why);
    long deadline = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos(); left > 0 && !stopping; left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized void become(State next, String why) {
    state = next;
    ready = false;
    detail = why;
  }
}
