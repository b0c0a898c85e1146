package io.atoll.cli.platform;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code atoll up}: all or nothing. */
@Command(
    name = "up",
    description = {
      "Starts a whole platform on this machine: three regions, with an emulated WAN between them.",
      "Returns when all is ready; the processes go on in the background. State survives 'down' and 'up'."
    })
public final class UpCommand implements Callable<Integer> {
  @Mixin private DataDir dataDir = new DataDir();

  @Option(names = "--fresh", description = "wipe the state of an earlier run first")
  private boolean fresh;

  @Option(
      names = "--wan",
      paramLabel = "PROFILE",
      defaultValue = "default",
      description = "default: round trips of 76 to 170 ms between regions; none: zero")
  private WanProfile wan = WanProfile.DEFAULT;

  @Option(
      names = "--regions",
      paramLabel = "N",
      defaultValue = "3",
      description = "how many regions, 1 to 3 (default: 3)")
  private int regions;

  @Option(
      names = "--net",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "second number of all addresses, a multiple of 20 up to 220, for several platforms side by"
              + " side (default: 0, so 127.0.<region>.<node>)")
  private int net;

  /** Set by picocli. */
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = Terminal.of(out);
    SupervisorConfig config = config();
    Blueprint blueprint = config.blueprint();
    DataLayout data = blueprint.data();
    PidFiles pids = new PidFiles(data.root());
    long began = System.nanoTime();
    try (DataLock _ = DataLock.take(data)) {
      if (pids.alive(PidFiles.SUPERVISOR).isPresent()) {
        return alreadyUp(out, data);
      }
      cleanUp(pids, terminal);
      Preflight.check(blueprint);
      if (fresh) {
        new DataFiles(data).wipe(blueprint.topology());
      }
      new DataFiles(data).write(blueprint, config);
      startAll(blueprint, pids, terminal);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    terminal.say("");
    terminal.say("Atoll is up after %s.".formatted(Progress.seconds(took)));
    new Welcome(blueprint.platformFile()).lines().forEach(terminal::say);
    return ExitCode.OK;
  }

  private SupervisorConfig config() {
    try {
      SupervisorConfig config = new SupervisorConfig(dataDir.path(), net, regions, wan);
      config.blueprint();
      return config;
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private int alreadyUp(PrintWriter out, DataLayout data) {
    if (fresh) {
      throw Failure.refused(
          "the platform in %s is running; stop it before wiping its state: ./atoll down"
              .formatted(data.root()));
    }
    out.println("Atoll is up already.");
    new Welcome(io.atoll.cli.PlatformFile.read(data.root())).lines().forEach(out::println);
    return ExitCode.OK;
  }

  private static void cleanUp(PidFiles pids, Terminal terminal) throws InterruptedException {
    int left = pids.alive().size();
    if (left > 0) {
      terminal.say(
          "An earlier run ended without 'down' and left %d processes; stopping them."
              .formatted(left));
      new Stopper(pids, terminal).stop();
    }
  }

  /** All are ready, or none is left. */
  private static void startAll(Blueprint blueprint, PidFiles pids, Terminal terminal)
      throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Thread undo =
        new Thread(
            () -> {
              if (done.compareAndSet(false, true)) {
                terminal.say("Interrupted; stopping what was started.");
                stopQuietly(pids, terminal);
              }
            },
            "undo");
    Runtime.getRuntime().addShutdownHook(undo);
    try {
      new Launch(blueprint, terminal).run();
      done.set(true);
    } catch (Failure e) {
      if (done.compareAndSet(false, true)) {
        terminal.say("Stopping what was started.");
        stopQuietly(pids, terminal);
      }
      throw e;
    }
    removeHook(undo);
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Ctrl-C came just after the end: the hook runs, and finds nothing to undo.
      return;
    }
  }

  private static void stopQuietly(PidFiles pids, Terminal terminal) {
    try {
      new Stopper(pids, terminal).stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
