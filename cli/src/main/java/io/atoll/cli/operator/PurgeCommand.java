package io.atoll.cli.operator;

import io.atoll.cli.Api;
import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.PlatformFile;
import io.atoll.cli.TextTable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code atoll purge}: makes stored answers gone in every region, and says since when they are. */
@Command(
    name = "purge",
    description = {
      "Purges stored HTTP answers in every region, and says for each since when they are gone there.",
      "Ends with 0 when every region has applied the purge, with 1 when one has not within --wait: it will, once it can."
    })
public final class PurgeCommand implements Callable<Integer> {
  /** Purged an edge waits at most. */
  private static final int WAIT_SECONDS_MAX = 30;

  private static final int WAIT_SECONDS_DEFAULT = 10;

  /** For an answer, beyond what is waited for. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private static final String TOKEN_VARIABLE = "ATOLL_TOKEN";

  @Mixin private Purged what = new Purged();

  @Mixin private DataDir data = new DataDir();

  /** Set by picocli. */
  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "" + WAIT_SECONDS_DEFAULT,
      description =
          "how long to wait for every region, up to 30; 0: not at all (default: "
              + WAIT_SECONDS_DEFAULT
              + ")")
  private int wait;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "ask what has become of an earlier purge, in place of making one")
  private @Nullable String id;

  @Option(
      names = "--edge",
      paramLabel = "URL",
      description =
          "an edge, such as http://127.0.1.1:8080 (default: the platform's first that answers); ATOLL_TOKEN may hold the operator's token")
  private @Nullable String edge;

  @Override
  public Integer call() {
    if (wait < 0 || wait > WAIT_SECONDS_MAX) {
      throw Failure.usage(
          "--wait %d is outside 0 to %d; ask again later with --id"
              .formatted(wait, WAIT_SECONDS_MAX));
    }
    String asked = id;
    if (asked != null && !what.isNothing()) {
      throw Failure.usage("--id asks about an earlier purge; leave out what is to be purged");
    }
    JsonObject body = asked == null ? what.body() : null;
    JsonObject answer =
        first(api ->
            body == null
                ? api.get("/v1/purges/" + asked, prefer())
                : api.post("/v1/purges", body, prefer()));
    boolean applied = answer.getBoolean("applied", false);
    output.print(answer, lines(answer, applied));
    return applied || wait == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private Map<String, String> prefer() {
    return wait == 0 ? Map.of() : Map.of("Prefer", "wait=" + wait);
  }

  private static List<String> lines(JsonObject answer, boolean applied) {
    TextTable table = new TextTable("REGION", "STATE", "SINCE", "REASON");
    for (Object each : answer.getJsonArray("regions")) {
      JsonObject region = (JsonObject) each;
      table.row(
          region.getString("region"),
          region.getString("state"),
          region.getString("at", "-"),
          region.getString("reason", ""));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add(
        applied
            ? "Applied in every region."
            : "Saved; what is pending follows. Ask again: atoll purge --id "
                + answer.getString("id"));
    return lines;
  }

  /** One call to an edge. */
  @FunctionalInterface
  private interface Call {
    Api.Answer on(Api api) throws IOException;
  }

  /** Calls the edge that was named, or the first that answers. A purge may be made twice. */
  private JsonObject first(Call call) {
    List<String> bases = new ArrayList<>();
    String token = token(bases);
    List<String> tried = new ArrayList<>();
    for (String base : bases) {
      try {
        return call.on(new Api(base, token, ANSWER_MAX.plusSeconds(wait))).orFail();
      } catch (IOException e) {
        tried.add("%s: %s".formatted(base, e.getMessage()));
      }
    }
    throw Failure.unavailable(
        "no edge answers (%s); name another one with --edge".formatted(String.join("; ", tried)));
  }

  /** The operator's token; adds the edges that may be called. */
  private @Nullable String token(List<String> bases) {
    String named = edge;
    if (named != null) {
      bases.add(named.replaceAll("/+$", ""));
      String variable = System.getenv(TOKEN_VARIABLE);
      if (variable != null && !variable.isBlank()) {
        return variable;
      }
    }
    PlatformFile platform = PlatformFile.read(data.path());
    if (named == null) {
      platform.regions().forEach(region -> region.edges().forEach(each -> bases.add(each.data())));
    }
    return platform.token().orElse(null);
  }
}
