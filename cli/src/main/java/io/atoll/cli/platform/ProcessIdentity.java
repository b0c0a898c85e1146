package io.atoll.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that can't be mistaken for another that was later given the same pid: the pid, and when
 * it started in clock ticks since boot (proc(5), stat, field 22).
 */
record ProcessIdentity(long pid, long startTicks) {
  /** Counted from the state, field 3, the first behind the name. */
  private static final int START_TICKS = 22 - 3;

  private static final int STATE = 0;

  /** The running process with this pid, if there is one that is not a zombie. */
  static Optional<ProcessIdentity> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name may contain blanks and parentheses; the last one ends it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[STATE].equals("Z") || fields[STATE].equals("X")
          ? Optional.empty()
          : Optional.of(new ProcessIdentity(pid, Long.parseLong(fields[START_TICKS])));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Reads what {@link #toString} wrote; empty if it is not that. */
  static Optional<ProcessIdentity> parse(String text) {
    String[] parts = text.strip().split(" ", -1);
    try {
      return parts.length == 2
          ? Optional.of(new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  @Override
  public String toString() {
    return pid + " " + startTicks;
  }
}
