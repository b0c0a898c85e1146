package io.atoll.edge.server;

import io.atoll.runtime.problem.Problem;

/** What any call may be answered when it can't be done. */
public final class CommonProblems {
  private static final int SHOWN_MAX = 64;

  private CommonProblems() {}

  /**
   * Something failed that nobody expected to.
   *
   * @param what was to be done, such as {@code call}
   */
  public static Problem internal(String what) {
    return Problem.of(
        500,
        "Internal error",
        "this edge failed to handle the %s; its log says why".formatted(what));
  }

  /**
   * A parameter of the query is not what it has to be.
   *
   * @param expected such as {@code a whole number from 1 to 100}
   */
  public static Problem badParameter(String name, String value, String expected) {
    return Problem.of(
        400, "Bad parameter", "%s '%s' is not %s".formatted(name, shown(value), expected));
  }

  /**
   * The query names no namespace.
   *
   * @param what the call is for, such as {@code a change feed}
   */
  public static Problem noNamespace(String what, String path) {
    return Problem.of(
        400,
        "No namespace",
        "%s is of one namespace; call %s?namespace=<name>".formatted(what, path));
  }

  /** Clients have not taken the large answers that they asked for. */
  static Problem answersOutOfRoom() {
    return Problem.of(
        503,
        "Too many large answers",
        "as many bytes of large answers as this edge allows (limits.answer-bytes-max) wait for clients that read slowly; try again in a moment");
  }

  /** A request for a tunnel (RFC 9110 section 9.3.6), which an edge is not for. */
  static Problem noTunnel() {
    return Problem.of(501, "No tunnels", "an edge answers requests; it makes no tunnels (CONNECT)");
  }

  /** A body whose framing, or what follows it, is not HTTP (RFC 9112 section 7.1). */
  static Problem malformedBody(Throwable cause) {
    return Problem.of(400, "Malformed body", "the body is not HTTP/1.1: " + cause.getMessage());
  }

  /** A caller's text as it stands in messages: cut short. */
  public static String shown(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX - 3) + "...";
  }
}
