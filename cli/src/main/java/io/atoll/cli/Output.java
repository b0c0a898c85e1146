package io.atoll.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code -o} option of every command that prints data: the same data for people or programs.
 */
public final class Output {
  /** How data is printed. */
  public enum Format {
    TABLE,
    JSON
  }

  /** Set by picocli: the command that has this option. */
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (default: table)")
  private Format format = Format.TABLE;

  public boolean isJson() {
    return format == Format.JSON;
  }

  /** Where data goes; messages go to standard error. */
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints one of the two. */
  public void print(JsonObject json, Iterable<String> lines) {
    if (isJson()) {
      out().println(json.encodePrettily());
    } else {
      lines.forEach(out()::println);
    }
    out().flush();
  }
}
