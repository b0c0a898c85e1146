package io.atoll.cli.data;

import io.atoll.cli.Failure;
import io.atoll.cli.data.DataApi.Answer;
import io.atoll.core.operation.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a namespace holds, name by name in the order of their bytes, holding a page of names
 * or members at a time. Every entry is as it was when it was read.
 */
final class Exporter {
  private static final int PAGE = 1_000;

  /** How many members may have left a leaderboard between two pages of it. */
  private static final int LEFT_MAX = 20;

  private static final Pattern SECONDS_LEFT = Pattern.compile("; ttl=([0-9]+)");

  private final DataApi api;
  private final Writer out;
  private final Clock clock;
  private final String path;
  private final Kind kind;
  private long entries;

  /** The last name of which everything is written; null: none. */
  private @Nullable String done;

  Exporter(DataApi api, String namespace, Kind kind, Writer out, Clock clock) {
    this.api = api;
    this.kind = kind;
    this.out = out;
    this.clock = clock;
    path = DataApi.path(kind, namespace);
  }

  long entries() {
    return entries;
  }

  /** Where an export that was broken off can be resumed; null: at its beginning. */
  @Nullable String done() {
    return done;
  }

  /**
   * Exports all names after one.
   *
   * @param after null: all names
   */
  void run(Entry.Header header, @Nullable String after) throws IOException, InterruptedException {
    write(header);
    String cursor = after;
    do {
      String query = cursor == null ? "" : "&cursor=" + DataApi.encode(cursor);
      JsonObject page = api.get(path + "?limit=" + PAGE + query).orFail().json();
      for (Object name : page.getJsonArray("names")) {
        export((String) name);
        done = (String) name;
      }
      cursor = page.getString("cursor");
      out.flush();
    } while (cursor != null);
    write(new Entry.End(entries));
    out.flush();
  }

  private void export(String name) throws IOException, InterruptedException {
    switch (kind) {
      case REGISTER, COUNTER, DOCUMENT -> exportWhole(name);
      case SET -> exportMembers(name);
      case LEADERBOARD -> exportScores(name);
    }
  }

  private void exportWhole(String name) throws IOException, InterruptedException {
    Answer answer = api.get(path + "/" + DataApi.encode(name));
    if (answer.status() == 404) {
      return; // removed since it was listed
    }
    answer.orFail();
    entry(
        kind == Kind.COUNTER
            ? new Entry.Counter(name, answer.json().getLong("value"))
            : kind == Kind.DOCUMENT
                ? new Entry.Document(name, answer.text(), expires(answer))
                : new Entry.Register(
                    name,
                    answer.body(),
                    Objects.requireNonNullElse(answer.contentType(), ""),
                    expires(answer)));
  }

  private @Nullable Instant expires(Answer answer) {
    String status = answer.cacheStatus();
    Matcher matcher = SECONDS_LEFT.matcher(status == null ? "" : status);
    return matcher.find() ? clock.instant().plusSeconds(Long.parseLong(matcher.group(1))) : null;
  }

  private void exportMembers(String name) throws IOException, InterruptedException {
    String members = path + "/" + DataApi.encode(name) + "/members?limit=" + PAGE;
    String cursor = null;
    do {
      String query = cursor == null ? "" : "&cursor=" + DataApi.encode(cursor);
      JsonObject page = api.get(members + query).orFail().json();
      for (Object member : page.getJsonArray("members")) {
        entry(new Entry.Member(name, (String) member));
      }
      cursor = page.getString("cursor");
    } while (cursor != null);
  }

  /** From the top, then on behind the last one that is still there. */
  private void exportScores(String name) throws IOException, InterruptedException {
    String board = path + "/" + DataApi.encode(name);
    JsonArray page = api.get(board + "/top?n=" + PAGE).orFail().json().getJsonArray("members");
    long lastRank = 0;
    while (true) {
      int before = page.size();
      for (Object each : page) {
        JsonObject ranked = (JsonObject) each;
        if (ranked.getLong("rank") > lastRank) {
          lastRank = ranked.getLong("rank");
          entry(new Entry.Score(name, ranked.getString("member"), ranked.getLong("score")));
        }
      }
      JsonObject next = around(board, page);
      if (before == 0 || next == null || next.getLong("total") <= lastRank) {
        return;
      }
      page = next.getJsonArray("members");
    }
  }

  private @Nullable JsonObject around(String board, JsonArray page) throws InterruptedException {
    for (int i = page.size() - 1; i >= Math.max(0, page.size() - LEFT_MAX); i--) {
      String member = page.getJsonObject(i).getString("member");
      Answer answer = api.get(board + "/around/" + DataApi.encode(member) + "?n=" + PAGE);
      if (answer.status() != 404) {
        return answer.orFail().json();
      }
    }
    if (page.isEmpty()) {
      return null;
    }
    throw Failure.failed(
        "the last %d members read of %s have all left it since; export again when fewer do"
            .formatted(LEFT_MAX, board));
  }

  private void entry(Entry entry) throws IOException {
    write(entry);
    entries++;
  }

  private void write(Entry entry) throws IOException {
    out.write(entry.line());
    out.write('\n');
  }
}
