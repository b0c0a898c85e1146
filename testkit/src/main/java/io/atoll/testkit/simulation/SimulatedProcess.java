package io.atoll.testkit.simulation;

import java.time.Duration;

/**
 * A process that runs, crashes and starts again. Each start is a new <em>life</em>: the program
 * begins with empty memory, and nothing that an earlier life set up, timer or receiver, happens any
 * more. What shall survive lives outside of the program, as disks do.
 */
public final class SimulatedProcess {
  /** What the process does in each of its lives. */
  @FunctionalInterface
  public interface Program {
    /** Begins a life: makes its memory anew, sets timers, attaches to the network. */
    void start(SimulatedProcess process);
  }

  private final Simulation simulation;
  private final String name;
  private final SimulatedClock clock;
  private final Program program;
  private boolean up;
  private int life;

  /** A process that is down until {@link #start}. */
  public SimulatedProcess(Simulation simulation, String name, Program program) {
    this.simulation = simulation;
    this.name = name;
    this.program = program;
    // Where a monotonic clock starts means nothing; any number will do, also one that overflows.
    clock = new SimulatedClock(simulation, simulation.random("monotonic " + name).nextLong());
  }

  public String name() {
    return name;
  }

  public SimulatedClock clock() {
    return clock;
  }

  public boolean up() {
    return up;
  }

  /** How often it was started. */
  public int life() {
    return life;
  }

  public void start() {
    if (up) {
      throw new IllegalStateException("process '%s' is already up".formatted(name));
    }
    up = true;
    life++;
    simulation.note("%s: starts, life %d".formatted(name, life));
    program.start(this);
  }

  /** Ends this life at once, as SIGKILL does; without effect on a process that is down. */
  public void crash() {
    if (up) {
      up = false;
      simulation.note("%s: crashes".formatted(name));
    }
  }

  /** Lets this life do something later; if it has ended by then, nothing happens. */
  public void after(Duration delay, String what, Runnable action) {
    int mine = life;
    simulation.after(
        delay,
        "",
        () -> {
          if (up && life == mine) {
            if (!what.isEmpty()) {
              simulation.note(name + ": " + what);
            }
            action.run();
          }
        });
  }
}
