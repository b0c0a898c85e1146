package io.atoll.dns.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> read = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(directory.resolve("file"), "first");
    new FileWatch(vertx, "test", List.of(file), Duration.ofMillis(10), this::reload, meters)
        .start();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private void reload() {
    try {
      String text = Files.readString(file);
      if (text.equals("broken")) {
        throw new IllegalArgumentException("the file is broken");
      }
      read.add(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileIsReadAnewWhenItChangesInPlaceOrByRename() throws IOException {
    Files.writeString(file, "second, longer");
    await().until(() -> read.contains("second, longer"));
    Path other = Files.writeString(directory.resolve("other"), "third, renamed");
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    await().until(() -> read.contains("third, renamed"));
    assertThat(read).doesNotContain("first").doesNotHaveDuplicates();
  }

  @Test
  void aBrokenFileIsReportedAndTheNextGoodOneUsed() throws IOException {
    Files.writeString(file, "broken");
    await().until(() -> reloads("refused") == 1);
    Files.writeString(file, "mended again");
    await().until(() -> reloads("used") == 1);
    assertThat(read).containsExactly("mended again");
  }

  private double reloads(String outcome) {
    return meters
        .get("atoll_dns_reloads_total")
        .tag("what", "test")
        .tag("outcome", outcome)
        .counter()
        .count();
  }
}
