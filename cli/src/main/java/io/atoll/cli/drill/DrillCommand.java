package io.atoll.cli.drill;

import io.atoll.chaos.drill.Drill;
import io.atoll.chaos.drill.Step;
import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.TextTable;
import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.config.Units;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code atoll drill}: breaks something on purpose and judges how the platform took it. */
@Command(
    name = "drill",
    description = "Runs, lists and checks drills, which break something and judge the outcome.",
    subcommands = DrillRunCommand.class)
public final class DrillCommand {
  private static final String SUFFIX = ".yaml";

  @Command(description = "Lists the drills in a directory.")
  int list(
      @Mixin Output output,
      @Parameters(
              paramLabel = "DIR",
              arity = "0..1",
              description = "where drill files are (default: drills in the project)")
          @Nullable Path chosen) {
    Path folder = chosen == null ? DataDir.home().resolve("drills") : chosen;
    List<Path> files = files(folder);
    TextTable table = new TextTable("DRILL", "BREAKS", "FILE");
    JsonArray json = new JsonArray();
    for (Path file : files) {
      try {
        Drill drill = Drill.load(file);
        table.row(drill.name(), schedule(drill), file.toString());
        json.add(json(drill).put("file", file.toString()));
      } catch (ConfigException e) {
        table.row("(unreadable)", "see: atoll drill check", file.toString());
        json.add(new JsonObject().put("file", file.toString()).put("problem", e.getMessage()));
      }
    }
    output.print(new JsonObject().put("drills", json), table.lines());
    return ExitCode.OK;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw Failure.usage("there is no directory %s; name the one with drills".formatted(folder));
    } catch (IOException e) {
      throw Failure.failed("can't list %s: %s".formatted(folder, e));
    }
  }

  @Command(
      description = "Reads drill files, says everything that is wrong with them, and runs nothing.")
  int check(
      @Mixin Output output,
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "drill files")
          List<Path> files) {
    List<String> lines = new ArrayList<>();
    JsonArray json = new JsonArray();
    List<String> problems = new ArrayList<>();
    for (Path file : files) {
      try {
        Drill drill = Drill.load(file);
        lines.add("%s: %s is fine: %s".formatted(file, drill.name(), schedule(drill)));
        json.add(json(drill).put("file", file.toString()));
      } catch (ConfigException e) {
        problems.add("" + e.getMessage());
      }
    }
    output.print(new JsonObject().put("drills", json), lines);
    if (!problems.isEmpty()) {
      throw Failure.usage(String.join("\n", problems));
    }
    return ExitCode.OK;
  }

  private static JsonObject json(Drill drill) {
    return new JsonObject()
        .put("name", drill.name())
        .put("description", drill.description())
        .put("users", drill.load().users())
        .put("operations-per-second", drill.load().operationsPerSecond())
        .put("schedule", new JsonArray(drill.schedule().stream().map(DrillCommand::step).toList()));
  }

  private static String schedule(Drill drill) {
    return drill.schedule().stream().map(DrillCommand::step).collect(Collectors.joining(", "));
  }

  private static String step(Step step) {
    return "%s after %s for %s"
        .formatted(step.fault(), Units.text(step.after()), Units.text(step.hold()));
  }
}
