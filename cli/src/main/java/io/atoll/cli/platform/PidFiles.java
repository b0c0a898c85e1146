package io.atoll.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which processes a platform has, on disk, one file each: so that {@code down} finds them even when
 * the supervisor is dead.
 */
final class PidFiles {
  static final String SUPERVISOR = "supervisor";
  private static final String SUFFIX = ".pid";

  private final Path dir;

  PidFiles(Path dataDir) {
    this.dir = dataDir.resolve("run");
  }

  /** Notes a process that was just started; one that has ended already needs no note. */
  void note(String name, long pid) {
    ProcessIdentity.of(pid)
        .ifPresent(identity -> {
          try {
            Files.createDirectories(dir);
            Files.writeString(file(name), identity.toString());
          } catch (IOException e) {
            throw new UncheckedIOException("can't write %s".formatted(file(name)), e);
          }
        });
  }

  void forget(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete %s".formatted(file(name)), e);
    }
  }

  /** Forgets what has ended. */
  void forgetAll() {
    Map<String, ProcessIdentity> alive = alive();
    names().stream().filter(name -> !alive.containsKey(name)).forEach(this::forget);
  }

  Optional<ProcessIdentity> alive(String name) {
    return read(file(name)).filter(ProcessIdentity::isAlive);
  }

  /** All noted processes that still run, by name. */
  Map<String, ProcessIdentity> alive() {
    Map<String, ProcessIdentity> alive = new TreeMap<>();
    for (String name : names()) {
      alive(name).ifPresent(identity -> alive.put(name, identity));
    }
    return alive;
  }

  private List<String> names() {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.endsWith(SUFFIX))
          .map(PidFiles::name)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list %s".formatted(dir), e);
    }
  }

  private static Optional<ProcessIdentity> read(Path file) {
    try {
      return ProcessIdentity.parse(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String name(String file) {
    return file.substring(0, file.length() - SUFFIX.length()).replace('+', '/');
  }

  /** A node's name has a slash, and no plus sign. */
  private Path file(String name) {
    return dir.resolve(name.replace('/', '+') + SUFFIX);
  }
}
