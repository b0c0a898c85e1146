package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.server.CommonProblems;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.session.ClientSession;
import io.atoll.edge.session.Session;
import io.atoll.replication.view.Listed;
import io.atoll.replication.view.Ranking;
import io.atoll.replication.view.View;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists: the names of a namespace, the members of a set, the members of a leaderboard by rank. All
 * come in pages of {@code limit}, and {@code cursor} says where the next one begins.
 */
public final class ListPhase {
  static final int LIMIT_MAX = 1_000;

  private static final String NUMBER = "a whole number from 1 to " + LIMIT_MAX;
  private static final int LIMIT_DEFAULT = 100;

  private final ReadThrough reads;
  private final View view;
  private final ViewFallback fallback;
  private final int partitions;
  private final SessionAnswers sessions;
  private final WallClock clock;

  public ListPhase(
      ReadThrough reads,
      View view,
      ViewFallback fallback,
      int partitions,
      SessionAnswers sessions,
      WallClock clock) {
    this.reads = reads;
    this.view = view;
    this.fallback = fallback;
    this.partitions = partitions;
    this.sessions = sessions;
    this.clock = clock;
  }

  void names(Exchange exchange, String namespace, ClientSession session) {
    Integer limit = limit(exchange, "limit", LIMIT_DEFAULT);
    if (limit == null) {
      return;
    }
    String prefix = orEmpty(exchange.parameter("prefix"));
    String cursor = exchange.parameter("cursor");
    List<Future<Listed>> pages = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      int partition = i;
      pages.add(
          reads.fresh(
              partition,
              () -> view.names(partition, namespace, prefix, cursor, limit),
              Listed::runId));
    }
    Key any = new Key(namespace, "*");
    exchange.await(
        Future.all(pages),
        _ -> {
          List<Listed> read = pages.stream().map(Future::result).toList();
          saw(exchange, session, 0, read.stream().map(Listed::watermark).toList());
          names(exchange, read, limit);
        },
        failure -> fallback.answer(exchange, any, failure));
  }

  /**
   * What all partitions have looked at is complete up to the least of their last entries, of those
   * that have more.
   */
  private static void names(Exchange exchange, List<Listed> pages, int limit) {
    TreeMap<Bytewise, String> all = new TreeMap<>();
    pages.forEach(page -> page.entries().forEach(name -> all.put(new Bytewise(name), name)));
    Bytewise complete = null;
    for (Listed page : pages) {
      if (page.last() != null) {
        Bytewise last = new Bytewise(page.last());
        complete = complete == null || last.compareTo(complete) < 0 ? last : complete;
      }
    }
    List<String> names = new ArrayList<>();
    String next = complete == null ? null : complete.text();
    for (var entry : all.entrySet()) {
      if (complete != null && entry.getKey().compareTo(complete) > 0) {
        break;
      }
      if (names.size() == limit) {
        next = names.getLast();
        break;
      }
      names.add(entry.getValue());
    }
    JsonAnswer.send(
        exchange, new JsonObject().put("names", new JsonArray(names)).put("cursor", next));
  }

  /** What was read of some partitions, from a first one on. */
  private void saw(
      Exchange exchange, ClientSession session, int first, List<Watermark> watermarks) {
    long now = clock.millis();
    Session seen = Session.NONE;
    for (int i = 0; i < watermarks.size(); i++) {
      seen = seen.merge(Session.ofList(first + i, watermarks.get(i), now));
    }
    sessions.gained(exchange, session, seen);
  }

  private void saw(Exchange exchange, ClientSession session, Key key, Watermark watermark) {
    saw(exchange, session, key.partition(partitions), List.of(watermark));
  }

  void members(Exchange exchange, Key set, ClientSession session) {
    Integer limit = limit(exchange, "limit", LIMIT_DEFAULT);
    if (limit == null) {
      return;
    }
    String cursor = exchange.parameter("cursor");
    exchange.await(
        reads.members(set, cursor, limit),
        page -> {
          saw(exchange, session, set, page.watermark());
          JsonAnswer.send(
              exchange,
              new JsonObject()
                  .put("members", new JsonArray(page.entries()))
                  .put("total", page.total())
                  .put("cursor", page.last()));
        },
        failure -> fallback.answer(exchange, set, failure));
  }

  void top(Exchange exchange, Key board, ClientSession session) {
    Integer count = limit(exchange, "n", 10);
    if (count != null) {
      exchange.await(
          reads.top(board, count),
          ranking -> {
            saw(exchange, session, board, ranking.watermark());
            ranked(exchange, ranking);
          },
          failure -> fallback.answer(exchange, board, failure));
    }
  }

  void around(Exchange exchange, Key board, String member, ClientSession session) {
    Integer each = limit(exchange, "n", 5);
    if (each != null) {
      exchange.await(
          reads.around(board, member, each),
          ranking -> {
            saw(exchange, session, board, ranking.watermark());
            if (ranking.rank().isEmpty()) {
              exchange.problem(KvProblems.noSuchMember(board, member));
            } else {
              ranked(exchange, ranking);
            }
          },
          failure -> fallback.answer(exchange, board, failure));
    }
  }

  private static void ranked(Exchange exchange, Ranking ranking) {
    JsonArray members = new JsonArray();
    long rank = ranking.first();
    for (Ranking.Ranked one : ranking.members()) {
      members.add(
          new JsonObject()
              .put("rank", ++rank)
              .put("member", one.member())
              .put("score", one.score()));
    }
    JsonAnswer.send(
        exchange, new JsonObject().put("members", members).put("total", ranking.total()));
  }

  /** The parameter's value, or null: it is none, and the call was refused. */
  private static @Nullable Integer limit(Exchange exchange, String name, int otherwise) {
    String text = exchange.parameter(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LIMIT_MAX) {
        return limit;
      }
      KvHandler.refuse(exchange, CommonProblems.badParameter(name, text, NUMBER));
    } catch (NumberFormatException e) {
      KvHandler.refuse(exchange, CommonProblems.badParameter(name, text, NUMBER));
    }
    return null;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
