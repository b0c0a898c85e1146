package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.parts.RedisServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Regions whose writes are stamped by a clock that is ahead, a real process under libfaketime, next
 * to one whose clock is right. Skipped where libfaketime is not installed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SkewedClockTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** A little more than is believed at once, so that what is held shows within the test. */
  private static final int SLIGHTLY_AHEAD_SECONDS = 33;

  private static final int FAR_AHEAD_SECONDS = 600;

  private final List<RealRegion> regions = new ArrayList<>();
  private RealRegion right;
  private RealRegion slightly;
  private RealRegion far;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Optional<Path> library = libfaketime();
    assumeTrue(
        library.isPresent(), "SKIPPED: needs libfaketime (Debian: apt-get install faketime)");
    right = new RealRegion("us-east", folder, 1);
    regions.add(right);
    slightly = ahead("eu-west", folder, library.get(), SLIGHTLY_AHEAD_SECONDS);
    far = ahead("ap-northeast", folder, library.get(), FAR_AHEAD_SECONDS);
    // All of them before any: a region that has nothing asks the others what they have.
    for (RealRegion region : regions) {
      region.startReplicator(regions);
    }
    for (RealRegion region : regions) {
      region.startEdges();
    }
  }

  private RealRegion ahead(String id, Path folder, Path library, int seconds) {
    RedisServer redis =
        RedisServer.start(
            Map.of(
                // With the C library's own allocator: Redis' asks for the time before the library
                // is
                // ready to tell it.
                "LD_PRELOAD",
                library + " libc.so.6",
                "FAKETIME",
                "+%ds".formatted(seconds),
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1"));
    RealRegion region = new RealRegion(id, folder, 1, redis);
    regions.add(region);
    return region;
  }

  private static Optional<Path> libfaketime() {
    return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
        .map(machine -> Path.of("/usr/lib", machine, "faketime/libfaketime.so.1"))
        .filter(Files::isReadable)
        .findFirst();
  }

  @AfterAll
  void stop() throws Exception {
    for (RealRegion region : regions) {
      region.close();
    }
  }

  @Test
  void aClockTenMinutesAheadWinsNothingInARegionWhoseClockIsRight() throws Exception {
    String path = "/v1/kv/profiles/ada";
    assertThat(right.put(path, "before").statusCode()).isEqualTo(201);
    awaitValue(far, path, "before");
    try (FeedClient feed = new FeedClient(right.uri(1, "/v1/changes?namespace=profiles"), "")) {
      assertThat(far.put(path, "from the future").statusCode()).isEqualTo(204);
      assertThat(far.get(path).body()).isEqualTo("from the future");

      // It has come, and waits for its time.
      assertThat(feed.data().getString("position")).startsWith("ap-northeast~");
      assertThat(right.get(path).body()).isEqualTo("before");
      assertThat(right.put(path, "after").statusCode()).isEqualTo(204);
      assertThat(right.get(path).body()).isEqualTo("after");
    }
  }

  @Test
  void aClockThatIsAheadIsBelievedOnceTheTimeHasComeAndALaterWriteWinsOverIt() throws Exception {
    String path = "/v1/kv/profiles/grace";
    assertThat(slightly.put(path, "early").statusCode()).isEqualTo(201);
    awaitValue(right, path, "early");

    assertThat(right.put(path, "later").statusCode()).isEqualTo(204);

    assertThat(right.get(path).body()).isEqualTo("later");
    awaitValue(slightly, path, "later");
    awaitValue(right, path, "later");
  }

  private static void awaitValue(RealRegion region, String path, String value) {
    await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          HttpResponse<String> answer = region.get(path);
          assertThat(answer.body()).as("at %s", region.id).isEqualTo(value);
        });
  }
}
