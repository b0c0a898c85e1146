package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.Lookup;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.HttpTime;
import io.atoll.edge.kv.DataPath.Parsed;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.server.QuickAnswer;
import io.atoll.edge.session.SessionTokens;
import io.atoll.runtime.access.Access;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers a read of a register, counter or document that is in memory, by a client that has no
 * session yet and asks for nothing else, before it becomes an exchange; everything else is for
 * {@link KvHandler}, which would answer the same. Safe for use by many threads.
 */
public final class QuickReads {
  /**
   * Targets that are remembered as read, and answers, for the second in which they were made; each
   * of these is about 1 KB and a value.
   */
  private static final int REMEMBERED_MAX = 2_048;

  /** Longer targets are read each time. */
  private static final int TARGET_LENGTH_MAX = 256;

  /** A target that names a key in a namespace of its kind, as long as the table is this one. */
  private record Named(RoutingTable table, String target, Key key) {}

  /** An answer, as long as the value and the second are these. */
  private record Ready(Lookup.Present value, long second, QuickAnswer answer) {}

  private final DataPath paths;
  private final Access access;
  private final Supplier<RoutingTable> table;
  private final ReadThrough reads;
  private final SessionTokens tokens;
  private final WallClock clock;
  private final String region;
  private final AtomicReferenceArray<@Nullable Named> named =
      new AtomicReferenceArray<>(REMEMBERED_MAX);
  private final AtomicReferenceArray<@Nullable Ready> ready =
      new AtomicReferenceArray<>(REMEMBERED_MAX);

  /**
   * @param nameBytesMax of a name once decoded
   * @param table the newest one known
   * @param region value of {@code Atoll-Region}
   */
  public QuickReads(
      int nameBytesMax,
      Access access,
      Supplier<RoutingTable> table,
      ReadThrough reads,
      SessionTokens tokens,
      WallClock clock,
      String region) {
    this.paths = new DataPath(nameBytesMax);
    this.access = access;
    this.table = table;
    this.reads = reads;
    this.tokens = tokens;
    this.clock = clock;
    this.region = region;
  }

  /**
   * The answer that is ready, or null. The request is a GET for the data API without body,
   * conditions or cache directives.
   *
   * @param local whether the client is on this machine
   * @param target path and query
   */
  public @Nullable QuickAnswer find(boolean local, String target, Fields fields) {
    if (fields.has("atoll-session") || fields.has("atoll-consistency")) {
      return null;
    }
    Key key = key(target);
    if (key == null
        || access.data(local, fields.first("authorization"), key.namespace()).isPresent()) {
      return null;
    }
    Lookup found = reads.peek(key);
    long now = clock.millis();
    Lookup.Present value = found == null ? null : found.readableAt(now);
    if (value == null || value.value().length() > HttpExchange.WHOLE_BYTES_MAX) {
      return null;
    }
    reads.countHit();
    return answer(key, value, now);
  }

  /** The key that a target names, if it names nothing else and its namespace is of that kind. */
  // The same table, not an equal one.
  @SuppressWarnings("ReferenceEquality")
  private @Nullable Key key(String target) {
    RoutingTable now = table.get();
    int slot = Math.floorMod(target.hashCode(), REMEMBERED_MAX);
    Named last = named.get(slot);
    if (last != null && last.table == now && last.target.equals(target)) {
      return last.key;
    }
    Key key = read(target, now);
    if (key != null && target.length() <= TARGET_LENGTH_MAX) {
      named.set(slot, new Named(now, target, key));
    }
    return key;
  }

  private @Nullable Key read(String target, RoutingTable table) {
    if (!DataPath.owns(target)
        || target.indexOf('?') >= 0
        || !(paths.parse(target) instanceof Parsed.Whole(Kind kind, Key key))) {
      return null;
    }
    Namespace namespace = table.namespaces().get(key.namespace());
    return namespace != null && namespace.kind() == kind ? key : null;
  }

  // The same value, not an equal one: that would have to be compared byte by byte.
  @SuppressWarnings("ReferenceEquality")
  private QuickAnswer answer(Key key, Lookup.Present value, long now) {
    int slot = Math.floorMod(key.hashCode(), REMEMBERED_MAX);
    Ready last = ready.get(slot);
    if (last == null || last.value != value || last.second != now / 1000) {
      last = new Ready(value, now / 1000, make(value, now));
      ready.set(slot, last);
    }
    return last.answer;
  }

  private QuickAnswer make(Lookup.Present value, long now) {
    List<CharSequence> fields =
        new ArrayList<>(
            List.of(
                HttpHeaders.DATE,
                HttpTime.format(now / 1000),
                "atoll-region",
                region,
                "cache-status",
                ReadPhase.hit(value, now),
                HttpHeaders.ETAG,
                value.entityTag(),
                HttpHeaders.CACHE_CONTROL,
                "no-cache",
                HttpHeaders.CONTENT_TYPE,
                value.contentType(),
                "x-content-type-options",
                "nosniff",
                HttpHeaders.CONTENT_LENGTH,
                Integer.toString(value.value().length())));
    String token = value.sighting().token(tokens);
    if (token != null) {
      fields.add(SessionAnswers.ATOLL_SESSION);
      fields.add(token);
    }
    return new QuickAnswer(200, fields, value.value(), QuickAnswer.Outside.NONE);
  }
}
