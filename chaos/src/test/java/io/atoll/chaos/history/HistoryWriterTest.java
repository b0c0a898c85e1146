package io.atoll.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryWriterTest {
  private static final RegionId EU = RegionId.of("eu-west");
  private static final Attempt WRITE =
      new Attempt(
          1,
          5,
          3,
          EU,
          Action.WRITE,
          2,
          "profiles/a",
          "u3-1",
          "127.0.2.1",
          EU,
          201,
          "\"eu-west~x/0/7\"",
          Outcome.OK,
          null);
  private static final Attempt LOST =
      new Attempt(
          6,
          9,
          3,
          EU,
          Action.READ,
          1,
          "profiles/\"a\"",
          null,
          null,
          null,
          0,
          null,
          Outcome.UNKNOWN,
          "timed out");

  @Test
  void whatWasWrittenIsReadBack(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("history.jsonl");
    try (HistoryWriter writer = new HistoryWriter(file, 10)) {
      writer.append(WRITE);
      writer.append(new Mark(5, "inject: kill eu-west"));
      writer.append(LOST);
    }
    History history = History.read(file);
    assertThat(history.attempts()).containsExactly(WRITE, LOST);
    assertThat(history.marks()).containsExactly(new Mark(5, "inject: kill eu-west"));
    assertThat(history.refused()).isZero();
  }

  @Test
  void attemptsBeyondTheBoundAreCountedNotWritten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("history.jsonl");
    try (HistoryWriter writer = new HistoryWriter(file, 1)) {
      writer.append(WRITE);
      writer.append(LOST);
      writer.append(LOST);
    }
    History history = History.read(file);
    assertThat(history.attempts()).containsExactly(WRITE);
    assertThat(history.refused()).isEqualTo(2);
  }

  @Test
  void answersOfTheFiveHundredsLeaveAWriteUnknown() {
    assertThat(Outcome.ofStatus(Action.WRITE, 503)).isEqualTo(Outcome.UNKNOWN);
    assertThat(Outcome.ofStatus(Action.WRITE, 202)).isEqualTo(Outcome.OK);
    assertThat(Outcome.ofStatus(Action.WRITE, 413)).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.ofStatus(Action.READ, 404)).isEqualTo(Outcome.OK);
  }
}
