package io.atoll.edge.server;

import io.atoll.runtime.problem.Problem;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the head of a request may be, and what is said of one that is more than that. */
record HeadBounds(ServerLimits limits) {
  /** What is too much of it, if anything is. */
  @Nullable Problem exceededBy(HttpServerRequest request) {
    String uri = request.uri();
    if (uri == null) {
      return CommonProblems.noTunnel();
    }
    if (uri.length() > limits.requestLineBytesMax()) {
      return tooLongPath(); // HTTP/2 has no such bound of its own
    }
    return lines(request) > limits.headersMax() ? tooManyHeaders() : null;
  }

  /** What the HTTP decoder refused: its limits are ours, so this says which. */
  Problem refusal(@Nullable Throwable cause) {
    if (!(cause instanceof TooLongFrameException)) {
      return Problem.of(400, "Bad request", "this is not HTTP/1.1: " + cause);
    }
    String message = String.valueOf(cause.getMessage());
    return message.contains("header")
        ? Problem.of(
            431,
            "Header too large",
            "the header fields have more than %d bytes; send fewer or shorter ones"
                .formatted(limits.headerBytesMax()))
        : tooLongPath();
  }

  private static int lines(HttpServerRequest request) {
    int lines = 0;
    // Its size would be that of its names.
    for (Map.Entry<String, String> _ : request.headers()) {
      lines++;
    }
    return lines;
  }

  private Problem tooManyHeaders() {
    return Problem.of(
        431,
        "Too many header fields",
        "the request has more than %d header fields; send fewer".formatted(limits.headersMax()));
  }

  private Problem tooLongPath() {
    return Problem.of(
        414,
        "Path too long",
        "the request line has more than %d bytes; use a shorter name"
            .formatted(limits.requestLineBytesMax()));
  }
}
