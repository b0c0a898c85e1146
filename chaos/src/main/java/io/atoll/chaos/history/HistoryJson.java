package io.atoll.chaos.history;

import io.atoll.core.region.RegionId;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line of a history file: short names, and what is null is left out. */
final class HistoryJson {
  static final String MARK = "mark";
  static final String REFUSED = "refused";

  private HistoryJson() {}

  static JsonObject of(Mark mark) {
    return new JsonObject().put("at", mark.atMicros()).put(MARK, mark.what());
  }

  static Mark mark(JsonObject json) {
    return new Mark(json.getLong("at"), json.getString(MARK));
  }

  static JsonObject of(Attempt attempt) {
    JsonObject json =
        new JsonObject()
            .put("start", attempt.startMicros())
            .put("end", attempt.endMicros())
            .put("user", attempt.user())
            .put("place", attempt.place().value())
            .put("do", attempt.action().name().toLowerCase(Locale.ROOT))
            .put("try", attempt.number())
            .put("key", attempt.key());
    putIfPresent(json, "value", attempt.value());
    putIfPresent(json, "edge", attempt.edge());
    RegionId region = attempt.region();
    putIfPresent(json, "region", region == null ? null : region.value());
    if (attempt.status() != 0) {
      json.put("status", attempt.status());
    }
    putIfPresent(json, "etag", attempt.etag());
    json.put("outcome", attempt.outcome().name().toLowerCase(Locale.ROOT));
    putIfPresent(json, "error", attempt.error());
    return json;
  }

  static Attempt attempt(JsonObject json) {
    String region = json.getString("region");
    return new Attempt(
        json.getLong("start"),
        json.getLong("end"),
        json.getInteger("user"),
        RegionId.of(json.getString("place")),
        Action.valueOf(json.getString("do").toUpperCase(Locale.ROOT)),
        json.getInteger("try"),
        json.getString("key"),
        json.getString("value"),
        json.getString("edge"),
        region == null ? null : RegionId.of(region),
        json.getInteger("status", 0),
        json.getString("etag"),
        Outcome.valueOf(json.getString("outcome").toUpperCase(Locale.ROOT)),
        json.getString("error"));
  }

  private static void putIfPresent(JsonObject json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
