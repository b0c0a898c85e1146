package io.atoll.cli.platform;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The file a process writes its output to. It is turned over before a start once it has grown, and
 * {@value #KEPT} former ones are kept.
 */
record LogFile(Path path) {
  private static final long TURN_OVER_BYTES = 4 << 20;
  private static final int KEPT = 2;

  /** Enough to hold a stack trace. */
  private static final int TAIL_BYTES = 16 << 10;

  /** Readies it for a process that appends to it. */
  void prepare() throws IOException {
    Path dir = path.getParent();
    if (dir != null) {
      Files.createDirectories(dir);
    }
    if (Files.exists(path) && Files.size(path) > TURN_OVER_BYTES) {
      for (int age = KEPT; age > 0; age--) {
        Path younger = age == 1 ? path : former(age - 1);
        if (Files.exists(younger)) {
          Files.move(younger, former(age), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private Path former(int age) {
    return path.resolveSibling(path.getFileName() + "." + age);
  }

  /** The last lines, at most {@code count}; none if it can't be read. */
  List<String> tail(int count) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long start = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[Math.toIntExact(file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
