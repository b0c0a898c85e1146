package io.atoll.chaos.history;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was recorded in one drill.
 *
 * @param attempts in the order in which they ended
 * @param refused how many attempts did not fit in the file; with any, nothing can be concluded from
 *     what is missing
 */
public record History(List<Attempt> attempts, List<Mark> marks, long refused) {
  public History {
    attempts = List.copyOf(attempts);
    marks = List.copyOf(marks);
  }

  public static History of(List<Attempt> attempts) {
    return new History(attempts, List.of(), 0);
  }

  /** Reads what a {@link HistoryWriter} has written and closed. */
  public static History read(Path file) throws IOException {
    List<Attempt> attempts = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    long refused = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        JsonObject json = new JsonObject(line);
        if (json.containsKey(HistoryJson.MARK)) {
          marks.add(HistoryJson.mark(json));
        } else if (json.containsKey(HistoryJson.REFUSED)) {
          refused = json.getLong(HistoryJson.REFUSED);
        } else {
          attempts.add(HistoryJson.attempt(json));
        }
      }
    }
    return new History(attempts, marks, refused);
  }

  public long acknowledgedWrites() {
    return attempts.stream().filter(Attempt::acknowledgedWrite).count();
  }

  public long answeredReads() {
    return attempts.stream().filter(Attempt::answeredRead).count();
  }
}
