package io.atoll.cli.platform;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a process is doing, as its keeper sees it.
 *
 * @param ready whether it does its work
 * @param detail why it doesn't, for people; empty if it does
 * @param pid null while there is no process
 * @param restarts how often it was started again after it had ended by itself or by a kill
 * @param startedAt of the process, null while there is none
 */
record NodeStatus(
    NodeId id,
    State state,
    boolean ready,
    String detail,
    @Nullable Long pid,
    int restarts,
    @Nullable Instant startedAt) {
  /** A keeper's states: see {@link Keeper}. */
  enum State {
    STARTING,
    RUNNING,
    HELD,
    RESTARTING,
    STOPPED
  }

  JsonObject json() {
    return new JsonObject()
        .put("id", id.toString())
        .put("state", state.name().toLowerCase(Locale.ROOT))
        .put("ready", ready)
        .put("detail", detail)
        .put("pid", pid)
        .put("restarts", restarts)
        .put("startedAt", startedAt == null ? null : startedAt.toString());
  }
}
