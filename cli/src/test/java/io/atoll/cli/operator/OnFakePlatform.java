package io.atoll.cli.operator;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators' commands are tested against: a platform whose answers the test decides. */
@Timeout(60)
abstract class OnFakePlatform {
  @TempDir Path dataDir;

  @SuppressWarnings("NullAway.Init")
  FakePlatform platform;

  @BeforeEach
  void start() throws IOException {
    platform = new FakePlatform(dataDir);
  }

  @AfterEach
  void stop() {
    platform.close();
  }
}
