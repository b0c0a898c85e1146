package io.atoll.edge.server;

import io.atoll.edge.http.FieldList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the trailer fields of requests (RFC 9110 section 6.5), which Vert.x reads and does not
 * show, to their exchanges, on one connection in HTTP/1.1: the section that ends belongs to the
 * request that came last, whose exchange may be still to begin, behind those before it.
 */
final class ChunkedRequests {
  /** Requests ahead of their exchanges; those of more lose their trailers, as is allowed. */
  private static final int AHEAD_MAX = 64;

  /** A request, told by the header fields that its exchange has too. */
  private static final class Request {
    final Object head;
    @Nullable HttpExchange exchange;
    FieldList trailers = FieldList.EMPTY;

    Request(Object head) {
      this.head = head;
    }
  }

  private final List<Request> ahead = new ArrayList<>(1);
  private @Nullable Request last;

  /** One has come, as far as its head. */
  void came(Object head) {
    last = new Request(head);
    if (ahead.size() < AHEAD_MAX) {
      ahead.add(last);
    }
  }

  /** It has come to its end. */
  void ended(FieldList trailers) {
    Request request = last;
    if (request == null) {
      return;
    }
    if (request.exchange == null) {
      request.trailers = trailers;
    } else {
      request.exchange.endedWith(trailers);
    }
  }

  /** What comes of its request from now on is of no use. */
  @SuppressWarnings("ReferenceEquality")
  void over(HttpExchange exchange) {
    if (last != null && last.exchange == exchange) {
      last = null;
    }
  }

  /** An exchange begins, perhaps that of one. */
  @SuppressWarnings("ReferenceEquality") // two requests may say the same
  void begun(HttpExchange exchange, Object head) {
    ahead.removeIf(request -> {
      boolean its = request.head == head;
      if (its) {
        request.exchange = exchange;
        exchange.endedWith(request.trailers);
      }
      return its;
    });
  }
}
