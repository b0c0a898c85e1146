package io.atoll.cli.data;

import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code atoll import}: writes what {@code atoll export} wrote into a namespace. */
@Command(
    name = "import",
    description = {
      "Writes an export into a namespace of the same kind.",
      "Entries replace what is there; counters, and scores that add up, are added to it."
    })
public final class ImportCommand implements Callable<Integer> {
  @Mixin private MovedNamespace namespace = new MovedNamespace();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "where from (default: standard input)")
  private @Nullable Path file;

  @Option(
      names = "--skip",
      paramLabel = "LINES",
      description = "goes on after so many lines, as an import said that was broken off")
  private long skip;

  private String howToGoOn(Importer importer) {
    return "%n%d entries are imported. Go on: atoll import %s --skip %d < the file"
        .formatted(importer.imported(), namespace.name(), importer.lines());
  }

  @Override
  public Integer call() throws InterruptedException {
    Importer importer = new Importer(namespace.api(), namespace.name(), Clock.systemUTC());
    try (BufferedReader in =
        file == null
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : Files.newBufferedReader(file)) {
      importer.run(in, skip);
    } catch (Failure e) {
      throw new Failure(e.exitCode(), e.getMessage() + howToGoOn(importer));
    } catch (IOException e) {
      throw Failure.failed("can't read the export: " + e.getMessage() + howToGoOn(importer));
    }
    namespace.say(
        "imported %d entries into %s; %d had expired"
            .formatted(importer.imported(), namespace.name(), importer.expired()));
    return ExitCode.OK;
  }
}
