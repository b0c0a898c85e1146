package io.atoll.cli.drill;

import io.atoll.chaos.drill.Drill;
import io.atoll.chaos.drill.DrillResult;
import io.atoll.chaos.drill.DrillRunner;
import io.atoll.chaos.report.ReportJson;
import io.atoll.chaos.report.ReportText;
import io.atoll.chaos.target.JsonHttp;
import io.atoll.chaos.target.Platform;
import io.atoll.chaos.target.Replicators;
import io.atoll.chaos.target.Supervisor;
import io.atoll.chaos.target.TargetException;
import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.PlatformFile;
import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code atoll drill run}: one drill against the platform; nothing it broke stays broken. */
@Command(
    name = "run",
    description = {
      "Runs a drill against the platform and prints its verdict.",
      "What it breaks is undone at its end, on Ctrl-C, and by itself should this process die."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the drill passed",
      "1:the drill failed",
      "2:wrong command line or drill file; nothing was broken",
      "3:the platform can't be reached or is not in its steady state",
      "4:the platform refused the operator token",
      "5:the drill is invalid: some check had nothing to look at",
      "130:interrupted; what was broken is undone"
    })
public final class DrillRunCommand implements Callable<Integer> {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /** Sorts by time as text, and is a file name everywhere. */
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  @Mixin private DataDir data = new DataDir();
  @Mixin private Output output = new Output();

  /** Set by picocli. */
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  /** Set by picocli. */
  @Parameters(paramLabel = "FILE", description = "a drill file, such as drills/region-loss.yaml")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--dns",
      paramLabel = "HOST:PORT",
      description = "where users resolve names (default: the platform's relay)")
  private @Nullable String dns;

  @Option(
      names = "--supervisor",
      paramLabel = "URL",
      description = "who kills and holds (default: the platform's supervisor)")
  private @Nullable String supervisor;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of what users choose by chance (default: by the clock)")
  private @Nullable Long seed;

  @Override
  public Integer call() {
    Drill drill = drill();
    PlatformFile platform = PlatformFile.read(data.path());
    Instant now = Instant.now();
    Path folder = data.path().resolve("drills").resolve(FOLDER.format(now));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = http(threads)) {
      DrillRunner runner = runner(drill, platform, http);
      Thread undo = Thread.ofPlatform().unstarted(runner::abort);
      Runtime.getRuntime().addShutdownHook(undo);
      try {
        return tell(runner.run(folder, seed == null ? now.toEpochMilli() : seed));
      } catch (TargetException e) {
        throw new Failure(
            e.refused() ? ExitCode.REFUSED : ExitCode.UNAVAILABLE, "" + e.getMessage());
      } catch (IOException e) {
        throw Failure.failed("what the drill saw can't be kept in %s: %s".formatted(folder, e));
      } catch (InterruptedException _) {
        return ExitCode.INTERRUPTED;
      } finally {
        runner.abort();
        http.shutdownNow();
        forget(undo);
      }
    }
  }

  private Drill drill() {
    try {
      return Drill.load(file);
    } catch (ConfigException e) {
      throw Failure.usage("" + e.getMessage());
    }
  }

  private static HttpClient http(ExecutorService threads) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .executor(threads)
        .build();
  }

  private DrillRunner runner(Drill drill, PlatformFile platform, HttpClient http) {
    String token =
        platform
            .token()
            .orElseThrow(() ->
                Failure.refused(
                    "there is no operator token in %s; set ATOLL_TOKEN"
                        .formatted(platform.tokenFile())));
    JsonHttp json = new JsonHttp(http);
    PrintWriter progress = spec.commandLine().getErr();
    try {
      return new DrillRunner(
          drill,
          target(platform),
          new Supervisor(
              json, URI.create(supervisor == null ? platform.supervisor() : supervisor), token),
          new Replicators(json),
          http,
          HostPort.parse(dns == null ? platform.dnsRelay() : dns),
          System::nanoTime,
          System::currentTimeMillis,
          line -> {
            progress.println("drill: " + line);
            progress.flush();
          });
    } catch (IllegalArgumentException e) {
      throw Failure.usage("" + e.getMessage());
    }
  }

  private static Platform target(PlatformFile platform) {
    return new Platform(
        platform.regions().stream()
            .map(region ->
                new Platform.Region(
                    RegionId.of(region.id()),
                    region.edges().stream().map(edge -> address(edge.data())).toList(),
                    URI.create(region.replicator())))
            .toList());
  }

  private static HostPort address(String base) {
    URI uri = URI.create(base);
    return new HostPort(uri.getHost(), uri.getPort());
  }

  private int tell(DrillResult result) {
    return switch (result) {
      case DrillResult.Refused(List<String> reasons) ->
          throw Failure.unavailable(
              "the platform is not in its steady state, so nothing was broken:\n  "
                  + String.join("\n  ", reasons));
      case DrillResult.Judged(var report, Path folder) -> {
        output.print(
            ReportJson.of(report).put("folder", folder.toString()),
            List.of(
                ReportText.of(report, Ansi.AUTO.enabled()),
                "History and report are in " + folder + "."));
        yield switch (report.verdict()) {
          case PASS -> ExitCode.OK;
          case FAIL -> ExitCode.FAILED;
          case INVALID -> ExitCode.INVALID;
        };
      }
    };
  }

  private static void forget(Thread undo) {
    try {
      Runtime.getRuntime().removeShutdownHook(undo);
    } catch (IllegalStateException _) {
      // The process is ending, and the hook is at work.
    }
  }
}
