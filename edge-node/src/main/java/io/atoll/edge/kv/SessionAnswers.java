package io.atoll.edge.kv;

import io.atoll.edge.server.Exchange;
import io.atoll.edge.session.ClientSession;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.SessionTokens;
import io.atoll.edge.session.Sighting;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives out the tokens that answers earn. */
public final class SessionAnswers {
  /** The field that carries a session's token, in requests and answers. */
  public static final CharSequence ATOLL_SESSION = HttpHeaders.createOptimized("atoll-session");

  private final SessionTokens tokens;
  private final SessionMetrics metrics;

  public SessionAnswers(SessionTokens tokens, SessionMetrics metrics) {
    this.tokens = tokens;
    this.metrics = metrics;
  }

  /** Lets the answer carry the session of a client that saw this too. */
  void saw(Exchange exchange, ClientSession session, Sighting sighting) {
    if (session.wanted() && session.seen().equals(Session.NONE)) {
      put(exchange, sighting.token(tokens));
    } else {
      gained(exchange, session, sighting.session());
    }
  }

  /** Lets the answer carry the session of a client that saw or wrote this too. */
  void gained(Exchange exchange, ClientSession session, Session more) {
    if (!session.wanted()) {
      return;
    }
    if (session.token() != null && more.isWithin(session.seen())) {
      put(exchange, session.token());
      return;
    }
    Optional<String> token = tokens.seal(session.seen().merge(more));
    if (token.isEmpty()) {
      // Better to forget the past than what was just done.
      metrics.restarted();
      token = tokens.seal(more);
    }
    put(exchange, token.orElse(null));
  }

  /** Lets the answer to many calls carry the session of a client that earned all these tokens. */
  public void earned(Exchange exchange, Set<String> each) {
    Session all = Session.NONE;
    for (String token : each) {
      if (tokens.open(token) instanceof SessionTokens.Opened.Valid valid) {
        all = all.merge(valid.session());
      }
    }
    if (!each.isEmpty()) {
      gained(exchange, ClientSession.FRESH, all);
    }
  }

  private static void put(Exchange exchange, @Nullable String token) {
    if (token != null) {
      exchange.put(ATOLL_SESSION, token);
    }
  }
}
