package io.atoll.cli.platform;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code atoll down}: afterwards no process of the platform is left. */
@Command(
    name = "down",
    description =
        "Stops the platform on this machine. Its state stays, and 'up' continues from it.")
public final class DownCommand implements Callable<Integer> {
  @Mixin private DataDir dataDir = new DataDir();

  /** Set by picocli. */
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Terminal terminal = Terminal.of(spec.commandLine().getOut());
    DataLayout data = new DataLayout(dataDir.path());
    PidFiles pids = new PidFiles(data.root());
    if (pids.alive().isEmpty()) {
      terminal.say("Nothing is running in %s.".formatted(data.root()));
      return ExitCode.OK;
    }
    long began = System.nanoTime();
    try (DataLock _ = DataLock.take(data)) {
      int killed = new Stopper(pids, terminal).stop();
      terminal.say(
          "Atoll is down after %s%s; its state stays in %s."
              .formatted(
                  Progress.seconds(Duration.ofNanos(System.nanoTime() - began)),
                  killed == 0 ? "" : " (%d had to be killed)".formatted(killed),
                  data.root()));
    }
    return ExitCode.OK;
  }
}
