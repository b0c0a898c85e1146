package io.atoll.edge.conflicts;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.WallClock;
import io.atoll.edge.json.CellJson;
import io.atoll.edge.kv.KvHandler;
import io.atoll.edge.kv.Methods;
import io.atoll.edge.kv.WriteCalls;
import io.atoll.edge.kv.WriteFields;
import io.atoll.edge.server.CommonProblems;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteTerms;
import io.atoll.replication.cell.Json;
import io.atoll.replication.conflict.KeptConflict;
import io.atoll.replication.conflict.LedgerCursor;
import io.atoll.replication.conflict.LedgerPage;
import io.atoll.replication.conflict.LedgerReader;
import io.atoll.replication.conflict.LedgerUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/conflicts?namespace=&since=&limit=&cursor=}, the newest first, and {@code POST
 * /v1/conflicts/{id}/restore}.
 */
public final class ConflictsHandler {
  private static final Logger log = LoggerFactory.getLogger(ConflictsHandler.class);

  private static final String PATH = "/v1/conflicts";
  private static final String RESTORE = "/restore";
  private static final int LIMIT_DEFAULT = 50;
  private static final int LIMIT_MAX = 500;

  private final RegionId region;
  private final Ledger ledger;
  private final KvHandler data;
  private final WriteFields fields;
  private final WriteCalls writes;
  private final WallClock clock;

  /**
   * @param kafka the region's, {@code host:port}
   * @param data decides who may use which namespace
   */
  public ConflictsHandler(
      RegionId region,
      String kafka,
      int partitions,
      KvHandler data,
      WriteFields fields,
      WriteCalls writes,
      WallClock clock) {
    this.region = region;
    this.ledger = new Ledger(kafka, partitions);
    this.data = data;
    this.fields = fields;
    this.writes = writes;
    this.clock = clock;
  }

  /** Whether this path is of the conflict ledger. */
  public static boolean owns(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /** Takes a request whose path {@link #owns} said yes to. */
  public void handle(Exchange exchange, String path) {
    if (path.equals(PATH)) {
      if (KvHandler.allows(exchange, Methods.GET)) {
        list(exchange);
      }
      return;
    }
    Optional<ConflictId> id =
        path.endsWith(RESTORE)
            ? ConflictId.parse(path.substring(PATH.length() + 1, path.length() - RESTORE.length()))
            : Optional.empty();
    if (id.isEmpty()) {
      exchange.problem(ConflictProblems.badPath(path));
    } else if (KvHandler.allows(exchange, Methods.POST)) {
      restore(exchange, id.get());
    }
  }

  private void list(Exchange exchange) {
    String name = exchange.parameter("namespace");
    if (name == null) {
      exchange.problem(CommonProblems.noNamespace("the conflict ledger", PATH));
      return;
    }
    Namespace namespace = data.admit(exchange, name);
    Integer limit = namespace == null ? null : limit(exchange);
    Long since = limit == null ? null : since(exchange);
    if (namespace == null || limit == null || since == null) {
      return;
    }
    String text = exchange.parameter("cursor");
    Optional<LedgerCursor> cursor =
        text == null ? Optional.empty() : LedgerCursor.parse(text, ledger.partitions());
    if (text != null && cursor.isEmpty()) {
      exchange.problem(
          CommonProblems.badParameter("cursor", text, "one that this region has given out"));
      return;
    }
    read(
        exchange,
        reader ->
            reader.page(
                cursor.orElse(null),
                since,
                limit,
                conflict -> conflict.key().namespace().equals(namespace.name())),
        page -> answer(exchange, page));
  }

  private static @Nullable Integer limit(Exchange exchange) {
    String text = exchange.parameter("limit");
    if (text == null) {
      return LIMIT_DEFAULT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LIMIT_MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      log.atDebug().setCause(e).log("limit refused");
    }
    exchange.problem(CommonProblems.badParameter("limit", text, "a number of 1 to " + LIMIT_MAX));
    return null;
  }

  private static @Nullable Long since(Exchange exchange) {
    String text = exchange.parameter("since");
    if (text == null) {
      return 0L;
    }
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException e) {
      exchange.problem(
          CommonProblems.badParameter("since", text, "a time such as 2026-01-31T12:00:00Z"));
      return null;
    }
  }

  private void answer(Exchange exchange, LedgerPage page) {
    String conflicts =
        page.conflicts().stream()
            .map(kept -> ConflictJson.of(region, kept).text())
            .collect(Collectors.joining(",\n", "{\"conflicts\":[", "],\"cursor\":"));
    LedgerCursor older = page.older();
    String cursor =
        older == null ? new Json.Null().text() : CellJson.string(older.toString()).text();
    json(exchange, Buffer.buffer(conflicts + cursor + "}"));
  }

  private void restore(Exchange exchange, ConflictId id) {
    Namespace namespace = data.admit(exchange, id.namespace());
    WriteTerms terms = namespace == null ? null : fields.terms(exchange, namespace);
    if (terms == null) {
      return;
    }
    if (!id.region().equals(region.value())) {
      exchange.problem(ConflictProblems.otherRegion(id, region.value()));
      return;
    }
    read(
        exchange,
        reader -> reader.find(id.partition(), id.offset()),
        found -> {
          if (found.isEmpty() || !found.get().conflict().key().namespace().equals(id.namespace())) {
            exchange.problem(ConflictProblems.notKept(id));
          } else {
            restore(exchange, id, found.get(), terms);
          }
        });
  }

  private void restore(Exchange exchange, ConflictId id, KeptConflict kept, WriteTerms terms) {
    Optional<Change> change = Restoring.change(kept.conflict().loss().lost(), clock.millis());
    if (change.isEmpty()) {
      exchange.problem(ConflictProblems.expired(id));
      return;
    }
    Key key = kept.conflict().key();
    writes.write(
        exchange,
        key,
        change.get(),
        terms,
        done ->
            json(
                exchange,
                new JsonObject()
                    .put("key", key.toString())
                    .put("position", done.position().toString())
                    .toBuffer()));
  }

  private <T> void read(Exchange exchange, Function<LedgerReader, T> what, Consumer<T> then) {
    Optional<Future<T>> reading = ledger.read(what);
    if (reading.isEmpty()) {
      exchange.retryAfterSeconds(1).problem(ConflictProblems.busy(Ledger.READERS_MAX));
      return;
    }
    exchange.await(
        reading.get(),
        then,
        failure -> {
          if (failure instanceof LedgerUnavailableException) {
            exchange.retryAfterSeconds(1).problem(ConflictProblems.unavailable());
          } else {
            log.atError().setCause(failure).log("conflict ledger could not be read");
            exchange.problem(CommonProblems.internal("call"));
          }
        });
  }

  private static void json(Exchange exchange, Buffer body) {
    exchange
        .put(HttpHeaders.CONTENT_TYPE, "application/json")
        .put(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(200, body);
  }
}
