package io.atoll.edge.kv;

import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.Operation;
import io.atoll.core.time.WallClock;
import io.atoll.edge.peer.Confirmations;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.session.ClientSession;
import io.atoll.edge.write.WriteTerms;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the header fields of a write say of how it is to be done. */
public final class WriteFields {
  private static final CharSequence ATOLL_DURABILITY =
      HttpHeaders.createOptimized("atoll-durability");
  private static final CharSequence IDEMPOTENCY_KEY =
      HttpHeaders.createOptimized("idempotency-key");
  private static final CharSequence TRACE_PARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence IF_UNMODIFIED_SINCE =
      HttpHeaders.createOptimized("if-unmodified-since");

  /** Of version 00 of the W3C trace context. */
  private static final int TRACE_PARENT_LENGTH = 55;

  private final SessionPhase sessions;
  private final Confirmations remote;
  private final WallClock wallClock;

  /**
   * @param remote says whether another region could confirm a write
   */
  public WriteFields(SessionPhase sessions, Confirmations remote, WallClock wallClock) {
    this.sessions = sessions;
    this.remote = remote;
    this.wallClock = wallClock;
  }

  /** The terms of a write whose cell can have preconditions; null: it was refused. */
  public @Nullable WriteTerms terms(Exchange exchange, Namespace namespace) {
    if (exchange.header(IF_UNMODIFIED_SINCE) != null) {
      KvHandler.refuse(exchange, WriteProblems.unmodifiedSince());
      return null;
    }
    String idempotencyKey = exchange.header(IDEMPOTENCY_KEY);
    if (idempotencyKey != null
        && (idempotencyKey.isEmpty()
            || idempotencyKey.length() > Operation.IDEMPOTENCY_KEY_LENGTH_MAX)) {
      KvHandler.refuse(exchange, WriteProblems.idempotencyKey(idempotencyKey.length()));
      return null;
    }
    Durability durability = durability(exchange, namespace);
    if (durability == null) {
      return null;
    }
    if (durability == Durability.REMOTE && !remote.isPossible()) {
      KvHandler.refuse(exchange, WriteProblems.noOtherRegion());
      return null;
    }
    ClientSession session = sessions.beginWrite(exchange);
    if (session == null) {
      return null;
    }
    String trace = exchange.header(TRACE_PARENT);
    return new WriteTerms(
        session,
        durability,
        Preconditions.of(exchange, wallClock),
        idempotencyKey,
        trace != null && trace.length() == TRACE_PARENT_LENGTH ? trace : null);
  }

  private static @Nullable Durability durability(Exchange exchange, Namespace namespace) {
    String asked = exchange.header(ATOLL_DURABILITY);
    if (asked == null) {
      return namespace.durability();
    }
    for (Durability durability : Durability.values()) {
      if (durability.name().toLowerCase(Locale.ROOT).equals(asked)) {
        return durability;
      }
    }
    KvHandler.refuse(exchange, WriteProblems.durability(asked));
    return null;
  }

  /** The terms of a write to a member, which can't have preconditions; null: it was refused. */
  @Nullable WriteTerms memberTerms(Exchange exchange, Namespace namespace) {
    if (Preconditions.are(exchange)) {
      KvHandler.refuse(exchange, WriteProblems.conditionalMember());
      return null;
    }
    return terms(exchange, namespace);
  }
}
