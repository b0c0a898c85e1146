package io.atoll.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has taken, by the kernel's account (proc(5)).
 *
 * @param cpu user and system time of all its threads since its start
 * @param pssBytes memory it has now, pages shared with others counted in part
 * @param rssPeakBytes the most memory it ever had, shared pages counted fully
 */
public record Usage(Duration cpu, long pssBytes, long rssPeakBytes) {
  /** The unit of CPU times in /proc on every Linux that runs a JVM: USER_HZ. */
  private static final int TICKS_PER_SECOND = 100;

  /** Fields of /proc/PID/stat after the command's closing bracket: utime and stime. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;

  /** What the process with this id has taken. */
  public static Usage of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(proc.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
      return new Usage(
          Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND),
          bytes(Files.readAllLines(proc.resolve("smaps_rollup")), "Pss:"),
          bytes(Files.readAllLines(proc.resolve("status")), "VmHWM:"));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read %s".formatted(proc), e);
    }
  }

  private static long bytes(List<String> lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip()) << 10;
      }
    }
    throw new IllegalStateException("no line " + name);
  }
}
