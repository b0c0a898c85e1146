package io.atoll.cli.platform;

import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who listens on a port, read from {@code /proc}. Processes of other users can't be seen without
 * root.
 *
 * @param commandLine cut to one line's length
 */
record PortOwner(long pid, String commandLine) {
  private static final int COMMAND_LENGTH_MAX = 100;

  /** In {@code /proc/net/tcp}: local address and port, state, inode. */
  private static final int LOCAL = 1;

  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";
  private static final String UDP_BOUND = "07";

  /** The first process that listens on the address's port, on this address or on all. */
  static Optional<PortOwner> of(HostPort address) {
    Set<String> sockets =
        Stream.of("tcp", "tcp6", "udp", "udp6")
            .flatMap(table -> inodes(Path.of("/proc/net", table), address))
            .collect(Collectors.toSet());
    return sockets.isEmpty()
        ? Optional.empty()
        : processes().filter(holds(sockets)).findFirst().map(PortOwner::describe);
  }

  private static java.util.function.Predicate<Path> holds(Set<String> sockets) {
    return process -> {
      try (Stream<Path> files = Files.list(process.resolve("fd"))) {
        return files.anyMatch(file -> sockets.contains(target(file)));
      } catch (IOException | UncheckedIOException e) {
        // Another user's process, or one that has just ended.
        return false;
      }
    };
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static Stream<Path> processes() {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc", Long.toString(process.pid())));
  }

  private static Stream<String> inodes(Path table, HostPort address) {
    try {
      return Files.readAllLines(table).stream()
          .skip(1)
          .map(line -> line.strip().split("\\s+", -1))
          .filter(fields -> fields[STATE].equals(LISTENING) || fields[STATE].equals(UDP_BOUND))
          .filter(fields -> covers(fields[LOCAL], address))
          .map(fields -> "socket:[" + fields[INODE] + "]");
    } catch (IOException e) {
      return Stream.of();
    }
  }

  private static boolean covers(String local, HostPort address) {
    String[] parts = local.split(":", -1);
    boolean everywhere = parts[0].chars().allMatch(digit -> digit == '0');
    boolean same = parts[0].endsWith(hex(address.host()));
    return Integer.parseInt(parts[1], 16) == address.port() && (everywhere || same);
  }

  /** As the kernel writes an IPv4 address: its bytes backwards. */
  private static String hex(String ipv4) {
    List<String> bytes = List.of(ipv4.split("\\.", -1));
    return bytes.reversed().stream()
        .map(each -> "%02X".formatted(Integer.parseInt(each)))
        .collect(Collectors.joining())
        .toUpperCase(Locale.ROOT);
  }

  static PortOwner describe(Path process) {
    long pid = Long.parseLong(String.valueOf(process.getFileName()));
    try {
      String command =
          Files.readString(process.resolve("cmdline")).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
      return new PortOwner(pid, command);
    } catch (IOException e) {
      return new PortOwner(pid, "");
    }
  }

  /**
   * The data directory of the platform that the owner belongs to, so that {@code down} ends it. Not
   * one that has lost note of it, whose {@code down} would find nothing.
   */
  Optional<Path> platform() {
    return Stream.of(commandLine.split(" ", -1))
        .filter(word -> word.endsWith(".yaml"))
        .map(Path::of)
        .flatMap(config -> Stream.iterate(config.getParent(), dir -> dir != null, Path::getParent))
        .filter(this::isNotedIn)
        .findFirst();
  }

  private boolean isNotedIn(Path dataDir) {
    return new PidFiles(dataDir)
        .alive().values().stream().anyMatch(process -> process.pid() == pid);
  }

  @Override
  public String toString() {
    String shown =
        commandLine.length() <= COMMAND_LENGTH_MAX
            ? commandLine
            : commandLine.substring(0, COMMAND_LENGTH_MAX) + "…";
    return "pid %d (%s)".formatted(pid, shown);
  }
}
