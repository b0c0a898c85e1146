package io.atoll.edge.kv;

import static io.atoll.edge.server.CommonProblems.shown;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Namespace;
import io.atoll.runtime.problem.Problem;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be wrong with a call of the data API, and what its caller can do. */
final class KvProblems {
  /** Namespaces named in a message; the rest is counted. */
  private static final int NAMES_SHOWN_MAX = 10;

  private KvProblems() {}

  static Problem notFound(String path) {
    return Problem.of(
        404,
        "No such path",
        "'%s' is nothing here; data is at /v1/{kv,counters,sets,leaderboards,documents}/{namespace}/{name}, health is at /v1/health"
            .formatted(shown(path)));
  }

  static Problem noName(String path) {
    return Problem.of(
        404,
        "No name",
        "'%s' names no key; give /v1/{collection}/{namespace}/{name} with a name of one character or more"
            .formatted(shown(path)));
  }

  static Problem badNamespace(String namespace) {
    return Problem.of(
        400,
        "Bad namespace",
        "'%s' is no namespace: 1 to %d of a-z, 0-9 and '-', starting with a letter, not encoded"
            .formatted(shown(namespace), Key.NAMESPACE_LENGTH_MAX));
  }

  static Problem badPath(String why) {
    return Problem.of(400, "Bad path", why);
  }

  static Problem dotSegment(String name) {
    return Problem.of(
        400,
        "Bad path",
        "name '%s' has a segment '.' or '..', which proxies remove; choose another name"
            .formatted(shown(name)));
  }

  static Problem query() {
    return Problem.of(
        400,
        "Query not known",
        "this takes no query; if the '?' belongs to the name, write it as %3F");
  }

  static Problem nameTooLong(int bytes, int max) {
    return Problem.of(
            414,
            "Name too long",
            "the name has %d bytes once decoded, more than %d; use a shorter one, such as a hash, or raise limits.name-bytes-max"
                .formatted(bytes, max))
        .with("limit", max);
  }

  static Problem unknownNamespace(String namespace, Set<String> known) {
    String names =
        known.stream().limit(NAMES_SHOWN_MAX).collect(Collectors.joining(", "))
            + (known.size() > NAMES_SHOWN_MAX
                ? " and %d more".formatted(known.size() - NAMES_SHOWN_MAX)
                : "");
    return Problem.of(
        404,
        "Unknown namespace",
        "there is no namespace '%s'; add it to the controllers' namespaces (known: %s)"
            .formatted(namespace, names.isEmpty() ? "none" : names));
  }

  static Problem noTable() {
    return Problem.of(
        503,
        "Not ready",
        "this edge has not heard from a controller yet and does not know the namespaces; try again");
  }

  static Problem noValue(Key key) {
    return Problem.of(
        404, "No value", "'%s' holds no value; set one with PUT".formatted(shown(key.toString())));
  }

  static Problem method(String method, String allowed) {
    return Problem.of(
        405, "Method not known", "'%s' is not one of %s".formatted(shown(method), allowed));
  }

  static Problem otherKind(Namespace namespace) {
    return Problem.of(
        409,
        "Other kind",
        "namespace '%s' is a %s; its keys are at %s/%s/..."
            .formatted(
                namespace.name(),
                namespace.kind().name().toLowerCase(Locale.ROOT),
                DataPath.collection(namespace.kind()),
                namespace.name()));
  }

  static Problem noMember(Kind kind, String path) {
    return Problem.of(
        404,
        "No member",
        kind == Kind.SET
            ? "'%s' is nothing of a set; members are at .../{name}/members and .../{name}/members/{member}, with slashes encoded. A set goes when its last member is removed"
                .formatted(shown(path))
            : "'%s' is nothing of a leaderboard; use .../{name}/members/{member}, .../{name}/top or .../{name}/around/{member}, with slashes encoded. For a new season take a new name"
                .formatted(shown(path)));
  }

  static Problem noSuchMember(Key key, String member) {
    return Problem.of(
        404, "No member", "'%s' is not in '%s'".formatted(shown(member), shown(key.toString())));
  }

  static Problem memberLength(int bytes) {
    return Problem.of(
        bytes == 0 ? 404 : 414,
        bytes == 0 ? "No member" : "Member too long",
        "the member has %d bytes once decoded, expected 1 to %d"
            .formatted(bytes, Mutation.MEMBER_BYTES_MAX));
  }

  static Problem viewUnavailable() {
    return Problem.of(
        503,
        "Can't read now",
        "this region's view is not available, and nothing stale is served; try again, or another region");
  }
}
