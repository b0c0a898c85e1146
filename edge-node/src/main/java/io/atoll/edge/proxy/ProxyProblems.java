package io.atoll.edge.proxy;

import static io.atoll.edge.server.CommonProblems.shown;

import io.atoll.edge.upstream.UpstreamException;
import io.atoll.runtime.problem.Problem;

/** Everything that the gateway itself can find wrong, and what its caller can do. */
final class ProxyProblems {
  private ProxyProblems() {}

  static Problem noHost() {
    return Problem.of(
        400, "Bad host", "the request must name one host, as host or host:port, and no other");
  }

  static Problem noRoute(String host) {
    return Problem.of(
        421,
        "No route",
        "no route of this edge leads to host '%s'; add one to http.routes".formatted(shown(host)));
  }

  static Problem badTarget(String target) {
    return Problem.of(
        400,
        "Bad path",
        "'%s' is no path that two programs would read alike: no '.' or '..' segments, no backslash,"
                .formatted(shown(target))
            + " nothing that must be percent-encoded");
  }

  static Problem loop() {
    return Problem.of(
        508,
        "Loop",
        "the request has been here before: a route's upstream leads back to this edge");
  }

  static Problem badWebSocket() {
    return Problem.of(
        400,
        "Bad WebSocket handshake",
        "a request for a WebSocket has one Sec-WebSocket-Key, of 16 bytes in base64, and no body");
  }

  static Problem tooManyWebSockets(int max) {
    return Problem.of(
        503,
        "Too many WebSockets",
        "this edge passes on %d WebSockets already; try again, or raise http.websockets.connections-max"
            .formatted(max));
  }

  static Problem bodyTooLarge(long max) {
    return Problem.of(
        413,
        "Body too large",
        "the body would have more than %d bytes; send less, or raise the route's body.bytes-max"
            .formatted(max));
  }

  static Problem onlyIfCached() {
    return Problem.of(
        504, "Not cached", "the request asks for a stored answer only, and there is none to use");
  }

  static Problem upstream(UpstreamException failure) {
    String detail = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case DOWN, BUSY -> Problem.of(503, "Upstream unavailable", detail);
      case BROKEN -> Problem.of(502, "Upstream failed", detail);
      case BODY_TOO_LARGE -> Problem.of(413, "Body too large", detail);
      case BODY_TOO_SLOW -> Problem.of(408, "Body too slow", detail);
      case BODY_BROKEN_OFF -> Problem.of(400, "Body broken off", detail);
      case TIMEOUT -> Problem.of(504, "Upstream too slow", detail);
    };
  }
}
