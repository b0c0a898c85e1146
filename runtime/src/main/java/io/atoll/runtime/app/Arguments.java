package io.atoll.runtime.app;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/** The command line of a process: {@code --config FILE}. */
final class Arguments {
  private static final String OPTION = "--config";

  private Arguments() {}

  /** The file; empty, after saying why, if the arguments are anything else. */
  static Optional<Path> configFile(String[] args, PrintStream errors) {
    if (args.length == 2 && args[0].equals(OPTION)) {
      return Optional.of(Path.of(args[1]));
    }
    if (args.length == 1 && args[0].startsWith(OPTION + "=")) {
      return Optional.of(Path.of(args[0].substring(OPTION.length() + 1)));
    }
    errors.println(
        "expected --config FILE, found %s"
            .formatted(args.length == 0 ? "nothing" : "'" + String.join(" ", args) + "'"));
    return Optional.empty();
  }
}
