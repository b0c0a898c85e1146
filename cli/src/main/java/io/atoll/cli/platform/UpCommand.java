package io.atoll.cli.platform;

import io.atoll.cli.Api;
import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.PlatformFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
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
  @Mixin private Output output = new Output();

  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

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
    // Data alone on standard output when a program reads it.
    Terminal terminal =
        output.isJson() ? Terminal.plain(spec.commandLine().getErr()) : Terminal.of(output.out());
    SupervisorConfig config = config();
    Blueprint blueprint = config.blueprint();
    DataLayout data = blueprint.data();
    PidFiles pids = new PidFiles(data.root());
    long began = System.nanoTime();
    try (DataLock _ = DataLock.take(data)) {
      if (pids.alive(PidFiles.SUPERVISOR).isPresent()) {
        return alreadyUp(data, terminal);
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
    tell(blueprint.platformFile(), terminal);
    return ExitCode.OK;
  }

  private void tell(PlatformFile platform, Terminal terminal) {
    if (output.isJson()) {
      output.out().println(platform.json());
    } else {
      new Welcome(platform).lines().forEach(terminal::say);
    }
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

  private int alreadyUp(DataLayout data, Terminal terminal) {
    if (fresh) {
      throw Failure.refused(
          "the platform in %s is running; stop it before wiping its state: ./atoll down"
              .formatted(data.root()));
    }
    PlatformFile platform = PlatformFile.read(data.root());
    boolean otherWan = isAskedFor("--wan") && !platform.wan().equals(wan.id());
    boolean otherRegions = isAskedFor("--regions") && platform.regions().size() != regions;
    if (otherWan || otherRegions) {
      throw Failure.refused(
          "the platform in %s is running with --wan %s --regions %d; stop it before starting it otherwise: ./atoll down"
              .formatted(data.root(), platform.wan(), platform.regions().size()));
    }
    RegionStates states = RegionStates.ask(platform, ANSWER_MAX);
    requireAllReady(platform, data, states);
    states.advice().forEach(terminal::say);
    terminal.say(
        "Atoll is up already, with every process%s ready."
            .formatted(states.expelled().isEmpty() ? "" : " of other regions"));
    tell(platform, terminal);
    return ExitCode.OK;
  }

  /** A script that went on after an {@code up} would not find what it needs otherwise. */
  private static void requireAllReady(PlatformFile platform, DataLayout data, RegionStates states) {
    List<String> late;
    try {
      Api.Answer nodes = new Api(platform.supervisor(), null, ANSWER_MAX).get("/v1/nodes");
      late =
          states.awaited(nodes.orFail().getJsonArray("nodes")).stream()
              .filter(node -> !node.getBoolean("ready"))
              .map(node -> "%n  %s: %s".formatted(node.getString("id"), node.getString("detail")))
              .toList();
    } catch (IOException e) {
      throw Failure.unavailable(
          "the platform in %s is running, but its supervisor does not answer; start anew: ./atoll down, ./atoll up"
              .formatted(data.root()));
    }
    if (!late.isEmpty()) {
      throw Failure.unavailable(
          "the platform in %s is running, but not all of it is ready (./atoll node list):%s"
              .formatted(data.root(), String.join("", late)));
    }
  }

  private boolean isAskedFor(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
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
    new AllOrNothing(terminal::say, () -> stopQuietly(pids, terminal))
        .run(() -> new Launch(blueprint, terminal).run());
  }

  private static void stopQuietly(PidFiles pids, Terminal terminal) {
    try {
      new Stopper(pids, terminal).stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
