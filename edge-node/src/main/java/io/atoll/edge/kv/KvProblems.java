package io.atoll.edge.kv;

import static io.atoll.edge.server.CommonProblems.shown;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.Operation;
import io.atoll.runtime.problem.Problem;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that can be wrong with a call of the data API, and what its caller can do. */
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

  static Problem unmodifiedSince() {
    return Problem.of(
        501,
        "No conditions by time",
        "If-Unmodified-Since is not supported: times are too coarse; use If-Match with the entity tag");
  }

  static Problem conditionalMember() {
    return Problem.of(
        400,
        "No conditions on members",
        "If-Match and If-None-Match are for registers, counters and documents; leave them out: members merge by themselves");
  }

  static Problem overtaken() {
    return Problem.of(
        412,
        "Precondition failed",
        "another write of this region came between; read the value anew and try again");
  }

  static Problem unjudged(String position) {
    return Problem.of(
            504,
            "Not judged in time",
            "the write is saved with its condition, but it is not known yet whether it counts; read the value to find out")
        .with("position", position);
  }

  static Problem writeNeedsView() {
    return Problem.of(
        503,
        "Can't write now",
        "this write depends on what is there, and this region's view is not available; nothing was written. Try again, or in another region");
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

  static Problem idempotencyKey(int length) {
    return Problem.of(
        400,
        "Bad idempotency key",
        "Idempotency-Key has %d characters, expected 1 to %d"
            .formatted(length, Operation.IDEMPOTENCY_KEY_LENGTH_MAX));
  }

  static Problem durability(String asked) {
    return Problem.of(
        400,
        "Bad durability",
        "Atoll-Durability '%s' is not local or remote".formatted(shown(asked)));
  }

  static Problem noOtherRegion() {
    return Problem.of(
        501,
        "No other region",
        "durability remote needs another region, and this edge knows none that is not expelled; name them under peers in its config, or send Atoll-Durability: local");
  }

  static Problem unconfirmedRemotely(String position, long millis) {
    return Problem.of(
            504,
            "Not confirmed in time",
            "the write is saved in this region, but no other region has confirmed it within %d ms; it may still spread. Repeat it here, with the same Idempotency-Key where twice would matter"
                .formatted(millis))
        .with("position", position);
  }

  static Problem noSession() {
    return Problem.of(
        400, "No session", "send the token that you ask about in the header Atoll-Session");
  }

  static Problem noTimeToLive(String what) {
    return Problem.of(
        400,
        "No time to live",
        "Atoll-TTL is for registers and documents: a %s does not expire; leave it out"
            .formatted(what));
  }

  static Problem badJson(String why) {
    return Problem.of(400, "Bad JSON", "the body is not a JSON object as expected: " + why);
  }

  static Problem notANumber(String member, long max) {
    return Problem.of(
        400,
        "Bad number",
        "the body must be {\"%s\": n} with a whole number n from -%d to %d"
            .formatted(member, max, max));
  }

  static Problem preconditionFailed() {
    return Problem.of(
        412,
        "Precondition failed",
        "what is there is not what If-Match or If-None-Match asks for; read it anew");
  }

  static Problem needsLength() {
    return Problem.of(
        411,
        "Length needed",
        "this write needs Content-Length or Transfer-Encoding: chunked; for an empty value send Content-Length: 0");
  }

  static Problem unwantedBody(String method) {
    return Problem.of(400, "Unwanted body", "a %s has no body; leave it out".formatted(method));
  }

  static Problem tooLarge(long max) {
    return Problem.of(
            413,
            "Value too large",
            "the value has more than %d bytes; store less, split it, or raise value-bytes-max of the namespace or the edge's limits.value-bytes-max"
                .formatted(max))
        .with("limit", max);
  }

  static Problem tooSlow(long millis) {
    return Problem.of(
        408, "Body too slow", "the body was not here after %d ms; send it again".formatted(millis));
  }

  static Problem contentEncoding(String coding) {
    return Problem.of(
        415,
        "Encoding not kept",
        "content coding '%s' would be lost; send the value as it is (identity), or say in its content type what it is"
            .formatted(shown(coding)));
  }

  static Problem patchType(String type, String expected) {
    return Problem.of(
        415,
        "Patch not known",
        "a patch is a JSON Merge Patch; say content-type %s, not '%s'"
            .formatted(expected, shown(type)));
  }

  static Problem contentType(int length, int max) {
    return Problem.of(
        400,
        "Content type too long",
        "the content type has %d characters, more than %d; use a shorter one"
            .formatted(length, max));
  }

  static Problem contentRange() {
    return Problem.of(
        400, "No partial PUT", "Content-Range on PUT is not supported; send the whole value");
  }

  static Problem timeToLive(String value, long max) {
    return Problem.of(
        400,
        "Bad time to live",
        "Atoll-TTL '%s' is not a whole number of seconds from 1 to %d"
            .formatted(shown(value), max));
  }

  static Problem consistency(String value) {
    return Problem.of(
        400,
        "Bad consistency",
        "Atoll-Consistency '%s' is neither session nor eventual".formatted(shown(value)));
  }

  static Problem sessionToken(String why) {
    return Problem.of(
        400,
        "Bad session token",
        "Atoll-Session is not taken: %s; leave the header out to begin a new session"
            .formatted(why));
  }

  static Problem sessionAhead(long aheadMillis, long max) {
    return Problem.of(
        409,
        "Session from the future",
        "Atoll-Session has seen a time %d ms ahead of this edge's clock, more than %d: a clock is wrong somewhere; write where the session was, or leave the header out to begin a new one"
            .formatted(aheadMillis, max));
  }

  static Problem behindSession() {
    return Problem.of(
        503,
        "Not here yet",
        "what this session has seen is not in this region yet, and no other region answered; try again, or send Atoll-Consistency: eventual to read what is here");
  }

  static Problem writeBehindSession() {
    return Problem.of(
        503,
        "Not here yet",
        "this write depends on what is there, and what this session has seen is not in this region yet; nothing was written. Try again, write where the session was, or send Atoll-Consistency: eventual to go by what is here");
  }

  static Problem viewUnavailable() {
    return Problem.of(
        503,
        "Can't read now",
        "this region's view is not available, and nothing stale is served; try again, or another region");
  }

  static Problem logUnavailable() {
    return Problem.of(
        503,
        "Can't write now",
        "this region's log did not confirm the write; it may be saved all the same. Repeat it, here or in another region");
  }

  static Problem overloaded() {
    return Problem.of(
        503,
        "Too many writes",
        "this edge holds as many unfinished writes as it may; try again, or another edge");
  }
}
