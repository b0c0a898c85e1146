package io.atoll.cli.data;

import io.atoll.cli.ExitCode;
import io.atoll.cli.Output;
import io.atoll.cli.TextTable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll conflicts}: which concurrent writes lost, and writing one again. */
@Command(name = "conflicts", description = "Shows what lost to concurrent writes, and restores it.")
public final class ConflictsCommand {
  /** Longer values are cut in the table; JSON has them whole. */
  private static final int VALUE_LENGTH_MAX = 40;

  private static final int LIMIT_DEFAULT = 50;

  /** What one call gives at most. */
  private static final int PAGE_MAX = 500;

  @Command(description = "Lists conflicts of a namespace as one region found them, newest first.")
  int list(
      @Mixin Edge edge,
      @Mixin Output output,
      @Parameters(paramLabel = "NAMESPACE", description = "whose conflicts") String namespace,
      @Option(names = "--since", paramLabel = "TIME", description = "such as 2026-01-31T12:00:00Z")
          @Nullable String since,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "" + LIMIT_DEFAULT,
              description = "how many at most (default: " + LIMIT_DEFAULT + ")")
          int limit)
      throws InterruptedException {
    DataApi api = edge.api();
    String path =
        "/v1/conflicts?namespace=%s%s"
            .formatted(
                DataApi.encode(namespace), since == null ? "" : "&since=" + DataApi.encode(since));
    List<JsonObject> found = new ArrayList<>();
    String cursor = "";
    while (cursor != null && found.size() < limit) {
      int size = Math.min(PAGE_MAX, limit - found.size());
      JsonObject page = api.get(path + "&limit=" + size + cursor).orFail().json();
      page.getJsonArray("conflicts").forEach(each -> found.add((JsonObject) each));
      String older = page.getString("cursor");
      cursor = older == null ? null : "&cursor=" + DataApi.encode(older);
    }
    output.print(new JsonObject().put("conflicts", new JsonArray(found)), lines(found));
    return ExitCode.OK;
  }

  private static List<String> lines(List<JsonObject> conflicts) {
    TextTable table = new TextTable("FOUND", "KEY", "LOST", "VALUE", "WON", "REASON", "ID");
    for (JsonObject conflict : conflicts) {
      JsonObject lost = conflict.getJsonObject("lost");
      String key = conflict.getString("key") + conflict.getString("field", "");
      table.row(
          conflict.getString("found"),
          visible(key),
          lost.getString("region") + " " + lost.getString("operation"),
          visible(value(lost.getValue("value"))),
          conflict.getJsonObject("won").getString("region"),
          conflict.getString("reason"),
          conflict.getString("id"));
    }
    return table.lines();
  }

  private static String value(@Nullable Object value) {
    if (value instanceof JsonObject register && register.containsKey("contentType")) {
      return register.getString("text", register.getString("contentType"));
    }
    return value == null ? "-" : value.toString();
  }

  /** Words of others in one line of ours. */
  private static String visible(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= VALUE_LENGTH_MAX ? line : line.substring(0, VALUE_LENGTH_MAX - 1) + "…";
  }

  @Command(description = "Writes what lost in a conflict as a new write, which wins everywhere.")
  int restore(
      @Mixin Edge edge,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "as 'atoll conflicts list' shows it") String id)
      throws InterruptedException {
    JsonObject answer =
        edge.api()
            .call(
                "POST",
                "/v1/conflicts/" + DataApi.encode(id) + "/restore",
                Map.of("Idempotency-Key", "restore-" + UUID.randomUUID()),
                new byte[0])
            .orFail()
            .json();
    output.print(
        answer,
        List.of(
            "restored %s; the write stands at %s"
                .formatted(answer.getString("key", "what lost"), answer.getString("position"))));
    return ExitCode.OK;
  }
}
