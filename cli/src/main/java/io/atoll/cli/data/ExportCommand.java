package io.atoll.cli.data;

import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.core.operation.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code atoll export}: everything that a namespace holds, as lines of JSON. */
@Command(
    name = "export",
    description = {
      "Writes what a namespace holds as lines of JSON.",
      "Every entry is as it was when it was read; 'atoll import' takes it."
    })
public final class ExportCommand implements Callable<Integer> {
  @Mixin private MovedNamespace namespace = new MovedNamespace();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "where to (default: standard output); with --after it is appended to")
  private @Nullable Path file;

  @Option(
      names = "--after",
      paramLabel = "NAME",
      description = "goes on after this name, as an export said that was broken off")
  private @Nullable String after;

  @Override
  public Integer call() throws InterruptedException {
    DataApi api = namespace.api();
    Kind kind = api.kind(namespace.name());
    try (Writer out = open()) {
      Exporter exporter = new Exporter(api, namespace.name(), kind, out, Clock.systemUTC());
      try {
        exporter.run(new Entry.Header(UUID.randomUUID().toString(), namespace.name(), kind), after);
      } catch (Failure e) {
        String done = exporter.done();
        throw new Failure(
            e.exitCode(),
            "%s%nGo on: atoll export %s %s>> the file"
                .formatted(
                    e.getMessage(),
                    namespace.name(),
                    done == null ? "" : "--after '%s' ".formatted(done)));
      }
      namespace.say("exported %d entries of %s".formatted(exporter.entries(), namespace.name()));
      return ExitCode.OK;
    } catch (IOException e) {
      throw Failure.failed("can't write the export: " + e.getMessage());
    }
  }

  private Writer open() throws IOException {
    OutputStream out =
        file == null
            ? System.out
            : after == null
                ? Files.newOutputStream(file)
                : Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }
}
