package io.atoll.edge.kv;

import static io.atoll.edge.server.CommonProblems.shown;

import io.atoll.core.operation.Operation;
import io.atoll.runtime.problem.Problem;

/** What can be wrong with a write, and what its caller can do. */
final class WriteProblems {
  private WriteProblems() {}

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

  static Problem noTimeToLive(String what) {
    return Problem.of(
        400,
        "No time to live",
        "Atoll-TTL is for registers and documents: a %s does not expire; leave it out"
            .formatted(what));
  }

  static Problem timeToLive(String value, long max) {
    return Problem.of(
        400,
        "Bad time to live",
        "Atoll-TTL '%s' is not a whole number of seconds from 1 to %d"
            .formatted(shown(value), max));
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

  static Problem preconditionFailed() {
    return Problem.of(
        412,
        "Precondition failed",
        "what is there is not what If-Match or If-None-Match asks for; read it anew");
  }
}
