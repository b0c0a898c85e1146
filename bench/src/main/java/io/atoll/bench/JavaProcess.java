package io.atoll.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process whose output goes to a file: of Java with this one's class path, or another program.
 */
public final class JavaProcess implements AutoCloseable {
  private final String name;
  private final Path log;
  private final Process process;

  private JavaProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param directory where its log, {@code NAME.log}, goes
   * @param flags of the JVM
   */
  public static JavaProcess start(
      String name, Path directory, List<String> flags, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return ofProgram(name, directory, command);
  }

  /** Starts a peer that is no Java program; the log goes where that of {@link #start} goes. */
  public static JavaProcess ofProgram(String name, Path directory, List<String> command) {
    Path log = directory.resolve(name + ".log");
    try {
      return new JavaProcess(
          name,
          log,
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("can't start " + name, e);
    }
  }

  /** What it has taken so far. */
  public Usage usage() {
    requireAlive();
    return Usage.of(process.pid());
  }

  /** Stops it in its tracks (SIGSTOP) until {@link #thaw}. */
  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  private void signal(String signal) {
    requireAlive();
    try {
      int status =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill -%s %s answered %d".formatted(signal, name, status));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no kill command", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes sure that it runs.
   *
   * @throws IllegalStateException if it has ended; names its log
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "%s ended with status %d; see %s".formatted(name, process.exitValue(), log));
    }
  }

  /** Kills it: what it would still write to its temporary folder is of no interest. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
