package io.atoll.cli.platform;

import io.atoll.cli.Api;
import io.atoll.cli.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A start under way: the supervisor in the background, then a wait until every process is ready and
 * every controller says that every region is up. A region that was expelled isn't waited for: it
 * may take minutes to begin anew, and serves only when an operator readmits it.
 */
final class Launch {
  /** Far more than it takes, for slow machines; stuck platforms say so earlier. */
  private static final Duration READY_MAX = Duration.ofMinutes(3);

  /** A process that has ended this often will not come up. */
  private static final int RESTARTS_MAX = 4;

  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
  private static final int LOG_LINES = 12;

  private final Blueprint blueprint;
  private final Terminal terminal;
  private final Progress progress;
  private final Api supervisor;
  private final long began = System.nanoTime();

  Launch(Blueprint blueprint, Terminal terminal) {
    this.blueprint = blueprint;
    this.terminal = terminal;
    this.progress = new Progress(terminal);
    this.supervisor = new Api(blueprint.platformFile().supervisor(), null, ANSWER_MAX);
  }

  /**
   * Returns when all is ready.
   *
   * @throws Failure that says which process is in the way, and what it logged; what was started is
   *     still there
   */
  void run() throws InterruptedException {
    int regions = blueprint.topology().regions().size();
    terminal.say(
        "Starting %d %s in %s"
            .formatted(regions, regions == 1 ? "region" : "regions", blueprint.data().root()));
    Process process = startSupervisor();
    JsonArray nodes = awaitReady(process);
    RegionStates states = states();
    while (!states.isSettled(regions)) {
      checkDeadline(nodes, "the controllers don't say yet that all regions are up");
      progress.show(nodes, sinceStart());
      Thread.sleep(LOOK);
      states = states();
    }
    states.advice().forEach(terminal::say);
  }

  private RegionStates states() {
    return RegionStates.ask(blueprint.platformFile(), ANSWER_MAX);
  }

  private Process startSupervisor() {
    DataLayout data = blueprint.data();
    List<String> command = new ArrayList<>();
    // A session of its own: Ctrl-C and the end of the terminal are not for it.
    setsid().ifPresent(command::add);
    command.addAll(
        blueprint
            .jvm()
            .of(
                SupervisorMain.class.getName(),
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=40m"),
                List.of("--config", data.supervisorConfig().toString())));
    try {
      LogFile log = new LogFile(data.supervisorLog());
      log.prepare();
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(data.root().toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      Process process = builder.start();
      new PidFiles(data.root()).note(PidFiles.SUPERVISOR, process.pid());
      return process;
    } catch (IOException e) {
      throw Failure.failed("the supervisor can't be started: " + e.getMessage());
    }
  }

  private static java.util.Optional<String> setsid() {
    return Stream.of("/usr/bin/setsid", "/bin/setsid")
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }

  private JsonArray awaitReady(Process process) throws InterruptedException {
    JsonArray nodes = new JsonArray();
    while (true) {
      if (!process.isAlive()) {
        throw Failure.failed(
            "the supervisor ended with status %d; its log, %s, ends with:%n%s"
                .formatted(
                    process.exitValue(),
                    blueprint.data().supervisorLog(),
                    tail(blueprint.data().supervisorLog())));
      }
      try {
        nodes = supervisor.get("/v1/nodes").orFail().getJsonArray("nodes");
        progress.show(nodes, sinceStart());
        checkRestarts(nodes);
        if (allReady(nodes)) {
          return nodes;
        }
      } catch (IOException e) {
        // The supervisor doesn't listen yet; its end and the deadline are looked at.
        terminal.redraw(List.of("  " + terminal.faint("starting the supervisor")));
      }
      checkDeadline(nodes, "not ready");
      Thread.sleep(LOOK);
    }
  }

  /** Asks controllers only if something is not ready. */
  private boolean allReady(JsonArray nodes) {
    return nodes.stream().map(JsonObject.class::cast).allMatch(Launch::isReady)
        || states().awaited(nodes).stream().allMatch(Launch::isReady);
  }

  private static boolean isReady(JsonObject node) {
    return node.getBoolean("ready");
  }

  private void checkRestarts(JsonArray nodes) {
    for (Object element : nodes) {
      JsonObject node = (JsonObject) element;
      if (node.getInteger("restarts") >= RESTARTS_MAX) {
        throw Failure.failed(
            "%s keeps ending (%s)%s"
                .formatted(node.getString("id"), node.getString("detail"), logOf(node)));
      }
    }
  }

  private void checkDeadline(JsonArray nodes, String what) {
    if (sinceStart().compareTo(READY_MAX) < 0) {
      return;
    }
    List<JsonObject> late =
        nodes.stream()
            .map(JsonObject.class::cast)
            .filter(node -> !node.getBoolean("ready"))
            .toList();
    String list =
        late.stream()
            .map(node -> "%n  %s: %s".formatted(node.getString("id"), node.getString("detail")))
            .collect(Collectors.joining());
    throw Failure.failed(
        "%s after %d s%s%s"
            .formatted(
                what, READY_MAX.toSeconds(), list, late.isEmpty() ? "" : logOf(late.getFirst())));
  }

  private String logOf(JsonObject node) {
    return blueprint.nodes().stream()
        .filter(spec -> spec.id().toString().equals(node.getString("id")))
        .map(spec -> "%n%s ends with:%n%s".formatted(spec.log(), tail(spec.log())))
        .findFirst()
        .orElse("");
  }

  private static String tail(Path log) {
    return String.join("\n", new LogFile(log).tail(LOG_LINES));
  }

  private Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
