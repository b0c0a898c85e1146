package io.atoll.edge.kv;

import io.atoll.edge.server.Exchange;
import io.vertx.core.http.HttpHeaders;

/**
 * {@code GET /v1/session}: whether this region has what the token is about. 204 once it has; 503 if
 * it doesn't within the time that a read would wait. Nobody's data is in the answer, and the token
 * says that its sender may ask.
 */
public final class SessionHandler {
  /** Its only path. */
  public static final String PATH = "/v1/session";

  private final SessionPhase sessions;

  public SessionHandler(SessionPhase sessions) {
    this.sessions = sessions;
  }

  /** Takes a request for {@link #PATH}. */
  public void handle(Exchange exchange) {
    if (!KvHandler.allows(exchange, Methods.READS)) {
      return;
    }
    if (exchange.header(SessionAnswers.ATOLL_SESSION) == null) {
      KvHandler.refuse(exchange, SessionProblems.noSession());
      return;
    }
    sessions.confirm(exchange, () -> exchange.put(HttpHeaders.CACHE_CONTROL, "no-store").end(204));
  }
}
