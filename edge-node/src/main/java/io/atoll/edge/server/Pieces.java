package io.atoll.edge.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** Sends a content piece by piece, each when its client has taken most of those before. */
final class Pieces {
  private final HttpServerResponse out;
  private final List<Buffer> contents;
  private int next;
  private int sentOfNext;

  /**
   * @param contents one after the other; not empty
   */
  Pieces(HttpServerResponse out, List<Buffer> contents) {
    this.out = out;
    this.contents = contents;
  }

  void send() {
    if (out.ended() || out.closed()) {
      return;
    }
    while (!out.writeQueueFull()) {
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
      out.write(piece);
    }
    out.drainHandler(_ -> send());
  }
}
