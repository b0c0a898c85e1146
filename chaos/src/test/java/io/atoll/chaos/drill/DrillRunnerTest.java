package io.atoll.chaos.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.chaos.check.Finding;
import io.atoll.chaos.check.LostWrites;
import io.atoll.chaos.check.Verdict;
import io.atoll.chaos.report.Report;
import io.atoll.chaos.target.JsonHttp;
import io.atoll.chaos.target.Replicators;
import io.atoll.chaos.target.Supervisor;
import io.atoll.chaos.target.TargetException;
import io.atoll.runtime.config.Config;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
class DrillRunnerTest {
  private static final long SEED = 42;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  @TempDir Path folder;

  @AfterEach
  void closeClient() {
    http.shutdownNow();
  }

  private static Drill drill(FakePlatform platform, String hold, String expectations) {
    String yaml =
        """
        name: fake-loss
        load:
          port: %d
          users:
            - {near: us-east, subnet: 10.1.0.0/16, count: 2}
            - {near: eu-west, subnet: 10.2.0.0/16, count: 3}
            - {near: ap-northeast, subnet: 10.3.0.0/16, count: 2}
          writes-per-second: 10
          reads-per-second: 10
          steady-latency: 3s
          cool-down: 500ms
        schedule:
          - {after: 1s, kill: eu-west, hold: %s}
        expectations:
          caught-up-within: 5s
        """
            .formatted(platform.edgePort(), hold);
    return Config.parse(Path.of("drill.yaml"), yaml + expectations.indent(2), Drill::read);
  }

  private DrillRunner runner(FakePlatform platform, Drill drill, Consumer<String> progress) {
    JsonHttp json = new JsonHttp(http);
    return new DrillRunner(
        drill,
        platform.platform(),
        new Supervisor(json, platform.supervisorAddress(), FakePlatform.TOKEN),
        new Replicators(json),
        http,
        platform.dnsAddress(),
        System::nanoTime,
        System::currentTimeMillis,
        progress);
  }

  private Report run(FakePlatform platform, Drill drill) throws IOException, InterruptedException {
    DrillResult result = runner(platform, drill, line -> {}).run(folder.resolve("run"), SEED);
    assertThat(result).isInstanceOf(DrillResult.Judged.class);
    return ((DrillResult.Judged) result).report();
  }

  private static Finding finding(Report report, String check) {
    return report.findings().stream()
        .filter(finding -> finding.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void platformThatKeepsItsPromisesPasses() throws IOException, InterruptedException {
    try (FakePlatform platform = new FakePlatform(FakePlatform.Bug.NONE)) {
      Report report =
          run(
              platform,
              drill(
                  platform,
                  "3s",
                  """
                  recovery-within: 2500ms
                  others-error-window: 500ms
                  lost-acknowledged-writes: 0
                  stale-reads: 0
                  applied-once: true
                  regions-equal: true
                  """));
      assertThat(report.verdict()).describedAs("%s", report.findings()).isEqualTo(Verdict.PASS);
      assertThat(finding(report, "recovery-within").numbers()).containsEntry("users-affected", 3);
      assertThat(report.totals().acknowledgedWrites()).isGreaterThan(100);
      assertThat(report.totals().errorsByPlace()).hasSize(3);
      assertThat(platform.holdsLeft()).isZero();
      assertThat(folder.resolve("run/report.json")).isNotEmptyFile();
      assertThat(folder.resolve("run/report.txt")).content().contains("PASS");
    }
  }

  @Test
  void platformThatLosesAnAcknowledgedWriteFails() throws IOException, InterruptedException {
    try (FakePlatform platform = new FakePlatform(FakePlatform.Bug.LOSES_A_WRITE)) {
      Report report = run(platform, drill(platform, "1s", "lost-acknowledged-writes: 0\n"));
      assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(finding(report, LostWrites.NAME).violations()).isNotEmpty();
    }
  }

  @Test
  void platformWhoseRegionsDifferFails() throws IOException, InterruptedException {
    try (FakePlatform platform = new FakePlatform(FakePlatform.Bug.REGION_DIFFERS)) {
      Report report = run(platform, drill(platform, "1s", "regions-equal: true\n"));
      assertThat(finding(report, "regions-equal").verdict()).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void faultWithoutEffectMakesTheDrillInvalid() throws IOException, InterruptedException {
    try (FakePlatform platform = new FakePlatform(FakePlatform.Bug.DOES_NOT_KILL)) {
      Report report = run(platform, drill(platform, "1s", "lost-acknowledged-writes: 0\n"));
      assertThat(report.verdict()).isEqualTo(Verdict.INVALID);
      assertThat(finding(report, LostWrites.NAME).verdict()).isEqualTo(Verdict.PASS);
    }
  }

  @Test
  void platformThatIsNotSteadyIsLeftAlone() throws IOException, InterruptedException {
    try (FakePlatform platform = new FakePlatform(FakePlatform.Bug.NONE)) {
      Supervisor operator =
          new Supervisor(new JsonHttp(http), platform.supervisorAddress(), FakePlatform.TOKEN);
      operator.kill("ap-northeast", Duration.ofSeconds(60));
      DrillResult result =
          runner(platform, drill(platform, "1s", ""), line -> {}).run(folder, SEED);
      assertThat(result).isInstanceOf(DrillResult.Refused.class);
      assertThat(((DrillResult.Refused) result).reasons()).contains("ap-northeast/edge-1 is held");
      assertThat(platform.holdsLeft()).isEqualTo(1);
    }
  }

  @Test
  void platformThatIsNotThereIsToldApart() throws IOException {
    FakePlatform platform = new FakePlatform(FakePlatform.Bug.NONE);
    DrillRunner runner = runner(platform, drill(platform, "1s", ""), line -> {});
    platform.close();
    assertThatThrownBy(() -> runner.run(folder, SEED))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("no answer");
  }

  @Test
  void abortUndoesWhatIsBroken() throws IOException, InterruptedException {
    try (FakePlatform platform = new FakePlatform(FakePlatform.Bug.NONE)) {
      CountDownLatch broken = new CountDownLatch(1);
      DrillRunner runner =
          runner(
              platform,
              drill(platform, "60s", ""),
              line -> {
                if (line.startsWith("kill")) {
                  broken.countDown();
                }
              });
      AtomicReference<Throwable> ended = new AtomicReference<>();
      Thread run =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  runner.run(folder.resolve("run"), SEED);
                } catch (IOException | InterruptedException e) {
                  ended.set(e);
                }
              });
      assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
      runner.abort();
      assertThat(platform.holdsLeft()).isZero();
      run.interrupt();
      run.join();
      assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }
  }
}
