package io.atoll.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The {@code --data} option: the directory in which a platform keeps its state, and by which
 * commands find it.
 */
public final class DataDir {
  /** Set by the launcher script to the directory it stands in. */
  private static final String HOME_PROPERTY = "atoll.home";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where the platform keeps its state (default: .atoll in the project)")
  private @Nullable Path chosen;

  /** The directory, absolute; it need not exist. */
  public Path path() {
    Path path = chosen;
    return (path == null ? home().resolve(".atoll") : path).toAbsolutePath().normalize();
  }

  /** The project's directory, or the current one where no launcher script said. */
  public static Path home() {
    return Path.of(System.getProperty(HOME_PROPERTY, "")).toAbsolutePath().normalize();
  }
}
