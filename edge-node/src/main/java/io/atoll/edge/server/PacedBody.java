package io.atoll.edge.server;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Sends a content piece by piece, each when the one before is on the wire. Vert.x' own bound counts
 * messages, of which sixteen may wait on a stream of HTTP/2, however long they are.
 */
final class PacedBody {
  private final HttpServerResponse out;
  private final List<Buffer> contents;
  private int next;
  private int sentOfNext;

  /**
   * @param contents one after the other; not empty
   */
  PacedBody(HttpServerResponse out, List<Buffer> contents) {
    this.out = out;
    this.contents = contents;
  }

  void send() {
    Future<Void> written = Future.succeededFuture();
    while (written.succeeded()) {
      Buffer content = contents.get(next);
      int to = Math.min(content.length(), sentOfNext + HttpExchange.WHOLE_BYTES_MAX);
      Buffer piece = content.slice(sentOfNext, to);
      sentOfNext = to;
      if (to == content.length()) {
        next++;
        sentOfNext = 0;
      }
      if (next == contents.size()) {
        out.end(piece);
        return;
      }
      written = out.write(piece);
    }
    // If it fails the client is gone, and the exchange over.
    written.onSuccess(_ -> send());
  }
}
