package io.atoll.controller.api;

import io.atoll.controller.control.ControlRoom;
import io.atoll.controller.table.TableFeed;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.runtime.json.RoutingTableJson;
import io.atoll.runtime.problem.Problem;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What name servers, edges and other controllers follow: {@code GET /v1/routing-table}, {@code GET
 * /v1/observations}.
 */
final class FeedRoutes {
  /** Under what proxies and clients usually allow a request to hang. */
  static final Duration WAIT_MAX = Duration.ofSeconds(30);

  private static final Pattern WAIT = Pattern.compile("(\\d{1,6})(ms|s)");

  private final ControlRoom room;
  private final TableFeed feed;

  FeedRoutes(ControlRoom room, TableFeed feed) {
    this.room = room;
    this.feed = feed;
  }

  void mount(Router router) {
    router.get("/v1/routing-table").handler(this::table);
    router
        .get("/v1/observations")
        .handler(context -> Replies.json(context, room.gossip().toJson()));
  }

  private void table(RoutingContext context) {
    HybridTimestamp after;
    Duration wait;
    try {
      after = after(context.queryParams().get("after"));
      wait = duration(context.queryParams().get("wait"));
    } catch (IllegalArgumentException e) {
      Problem.of(400, "Bad question", String.valueOf(e.getMessage())).send(context.response());
      return;
    }
    room.meetFollowerAt(after);
    feed.next(after, wait)
        .onSuccess(table ->
            table.ifPresentOrElse(
                newer -> Replies.json(context, RoutingTableJson.write(newer)),
                () -> context.response().setStatusCode(204).end()))
        .onFailure(e ->
            Problem.of(503, "Too many followers", e.getMessage() + "; ask without wait")
                .send(context.response()));
  }

  private static HybridTimestamp after(@Nullable String text) {
    return text == null || text.isEmpty()
        ? RoutingTable.NONE.version()
        : RoutingTableJson.readVersion(text);
  }

  private static Duration duration(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Duration.ZERO;
    }
    Matcher matcher = WAIT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "wait '%s' is not a number of s or ms, such as 25s".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    Duration wait =
        matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    return wait.compareTo(WAIT_MAX) < 0 ? wait : WAIT_MAX;
  }
}
