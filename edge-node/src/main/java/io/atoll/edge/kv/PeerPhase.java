package io.atoll.edge.kv;

import io.atoll.core.region.RegionId;
import io.atoll.edge.peer.PeerAnswer;
import io.atoll.edge.peer.PeerReads;
import io.atoll.edge.server.Exchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/** Has another region answer a read that this one can't, and says in the answer which it was. */
public final class PeerPhase {
  /** Of a peer's answer: all that says something about the data. */
  private static final List<CharSequence> PASSED_ON =
      List.of(
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.ETAG,
          HttpHeaders.CACHE_CONTROL,
          HttpHeaders.createOptimized("x-content-type-options"),
          HttpHeaders.createOptimized("atoll-region"),
          SessionAnswers.ATOLL_SESSION);

  private final PeerReads peers;

  public PeerPhase(PeerReads peers) {
    this.peers = peers;
  }

  /**
   * Asks other regions, unless it was another region that asked.
   *
   * @param first the regions that are known to have what is asked for
   * @param answered hears that one answered
   * @param nobody answers instead
   */
  void read(Exchange exchange, Set<RegionId> first, Runnable answered, Runnable nobody) {
    if (PeerReads.isForwarded(exchange)) {
      nobody.run();
      return;
    }
    exchange.await(
        peers.read(exchange, first),
        answer -> {
          if (answer.isEmpty()) {
            nobody.run();
          } else {
            answered.run();
            pass(exchange, answer.get());
          }
        },
        _ -> nobody.run());
  }

  private static void pass(Exchange exchange, PeerAnswer answer) {
    for (CharSequence name : PASSED_ON) {
      String value = answer.headers().get(name);
      if (value != null) {
        exchange.put(name, value);
      }
    }
    exchange.cacheStatus("atoll; fwd=miss; detail=peer-" + answer.region());
    String length = answer.headers().get(HttpHeaders.CONTENT_LENGTH);
    if (exchange.method().equals(HttpMethod.HEAD) && length != null) {
      exchange.put(HttpHeaders.CONTENT_LENGTH, length).end(answer.status());
    } else if (answer.status() == 304) {
      exchange.end(304);
    } else {
      exchange.end(answer.status(), answer.body());
    }
  }
}
