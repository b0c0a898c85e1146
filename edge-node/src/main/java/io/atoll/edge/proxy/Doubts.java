package io.atoll.edge.proxy;

import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Tags;
import io.atoll.edge.http.UnsafeRequest;
import io.atoll.edge.invalidate.OtherEdges;
import io.atoll.edge.invalidate.Purge;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.invalidate.Scope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What unsafe requests make doubtful (RFC 9111 section 4.4, RFC 9875 section 3): purged on this
 * edge and in the region's store before the client has its answer, on the region's other edges a
 * moment later. Where the route says so it is a purge like an operator's, and the answer waits
 * until the region has applied it.
 */
final class Doubts {
  private static final Logger log = LoggerFactory.getLogger(Doubts.class);

  private final RegionTurns turns;
  private final Purges purges;
  private final OtherEdges others;
  private final Function<Purge, Future<?>> everywhere;

  /**
   * @param everywhere purges in every region; done when this one has applied it
   */
  Doubts(
      RegionTurns turns, Purges purges, OtherEdges others, Function<Purge, Future<?>> everywhere) {
    this.turns = turns;
    this.purges = purges;
    this.others = others;
    this.everywhere = everywhere;
  }

  /**
   * Takes the answer to an unsafe request.
   *
   * @return when the client may have it; never fails
   */
  Future<Void> raise(Visit visit, ResponseHead answer) {
    List<Purge> doubtful = new ArrayList<>();
    List<Future<?>> waiting = new ArrayList<>();
    for (PageKey key : UnsafeRequest.invalidated(visit.key(), answer)) {
      doubtful.add(new Purge(new Scope.Url(key.host(), key.target()), true));
      waiting.add(turns.drop(key));
    }
    for (String group : Tags.invalidated(answer.fields())) {
      // By an answer of the same origin.
      doubtful.add(new Purge(new Scope.Tag(visit.key().host(), group), true));
    }
    if (doubtful.isEmpty()) {
      return Future.succeededFuture();
    }
    doubtful.forEach(purges::apply);
    others.tell(doubtful);
    if (visit.route().config().purgesEverywhere()) {
      doubtful.forEach(purge -> waiting.add(written(purge)));
    }
    return Future.join(waiting).transform(_ -> Future.succeededFuture());
  }

  private Future<?> written(Purge purge) {
    return everywhere
        .apply(purge)
        .onFailure(failure ->
            log.atWarn()
                .addKeyValue("purge", purge.key().name())
                .setCause(failure)
                .log(
                    "an unsafe request's purge did not reach the log; other regions keep the page"));
  }
}
