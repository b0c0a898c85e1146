package io.atoll.edge.invalidate;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What has become of a purge in one region. */
sealed interface RegionState {
  /**
   * None of its edges that hears of purges serves what the purge is about any more.
   *
   * @param millis since when, by the clock of an edge there; null: the edge that was asked was not
   *     there to see it
   */
  record Applied(@Nullable Long millis) implements RegionState {}

  /**
   * Not yet, as far as is known here.
   *
   * @param reason why nothing better is known
   */
  record Pending(String reason) implements RegionState {}

  /** It is no member, and nobody waits for it. */
  record Expelled() implements RegionState {}

  /** As answers show it: {@code state}, and what there is to say about it. */
  default JsonObject json() {
    return switch (this) {
      case Applied(@Nullable Long millis) -> {
        JsonObject json = new JsonObject().put("state", "applied");
        yield millis == null ? json : json.put("at", Instant.ofEpochMilli(millis).toString());
      }
      case Pending(String reason) -> new JsonObject().put("state", "pending").put("reason", reason);
      case Expelled() -> new JsonObject().put("state", "expelled");
    };
  }
}
