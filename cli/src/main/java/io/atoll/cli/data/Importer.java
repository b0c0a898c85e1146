package io.atoll.cli.data;

import io.atoll.cli.Failure;
import io.atoll.core.operation.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of an export into a namespace of the same kind, one after another. To import
 * an entry twice changes nothing, but for counters and leaderboards that add up: for those, within
 * the time that an edge remembers an attempt.
 */
final class Importer {
  private static final Duration TIME_TO_LIVE_MIN = Duration.ofSeconds(1);

  private final DataApi api;
  private final String namespace;
  private final Clock clock;
  private Entry.@Nullable Header header;
  private long lines;
  private long imported;
  private long expired;

  Importer(DataApi api, String namespace, Clock clock) {
    this.api = api;
    this.namespace = namespace;
    this.clock = clock;
  }

  long imported() {
    return imported;
  }

  /** Entries left out because their time was over. */
  long expired() {
    return expired;
  }

  /** Lines that are done, for whoever goes on after a failure. */
  long lines() {
    return lines;
  }

  /**
   * Imports what is read.
   *
   * @param skip lines that are not imported again; headers among them count
   * @throws Failure if a line can't be imported, or the export ends before its end
   */
  void run(BufferedReader in, long skip) throws IOException, InterruptedException {
    boolean ended = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Entry entry = parse(line);
      switch (entry) {
        case Entry.Header first -> {
          header = first;
          ended = false;
        }
        case Entry.End _ -> ended = true;
        default -> {
          if (lines >= skip) {
            write(entry);
          }
        }
      }
      lines++;
    }
    if (!ended) {
      throw Failure.failed(
          "the export ends after line %d without its last line, so it is not whole; all that is there is imported"
              .formatted(lines));
    }
  }

  private Entry parse(String line) {
    Entry.Header above = header;
    try {
      return Entry.parse(line, above == null ? null : above.kind());
    } catch (IllegalArgumentException e) {
      throw Failure.usage("line %d: %s".formatted(lines + 1, e.getMessage()));
    }
  }

  private void write(Entry entry) throws InterruptedException {
    Map<String, String> fields = new HashMap<>();
    switch (entry) {
      case Entry.Register register -> {
        if (!register.contentType().isEmpty()) {
          fields.put("Content-Type", register.contentType());
        }
        if (isAlive(register.expires(), fields)) {
          byte[] value = register.value().unsafeArray();
          call("PUT", Kind.REGISTER, register.name(), "", fields, value);
        }
      }
      case Entry.Document document -> {
        fields.put("Content-Type", "application/json");
        if (isAlive(document.expires(), fields)) {
          call("PUT", Kind.DOCUMENT, document.name(), "", fields, utf8(document.json()));
        }
      }
      case Entry.Counter counter -> {
        fields.put("Idempotency-Key", attempt(counter.name(), ""));
        byte[] delta = utf8("{\"delta\":%d}".formatted(counter.value()));
        call("POST", Kind.COUNTER, counter.name(), "", fields, delta);
      }
      case Entry.Member member ->
          call("PUT", Kind.SET, member.name(), member(member.member()), fields, new byte[0]);
      case Entry.Score score -> {
        fields.put("Idempotency-Key", attempt(score.name(), score.member()));
        byte[] body = utf8("{\"score\":%d}".formatted(score.score()));
        call("PUT", Kind.LEADERBOARD, score.name(), member(score.member()), fields, body);
      }
      case Entry.Header _, Entry.End _ -> throw new IllegalStateException("expected an entry");
    }
  }

  /** Whether there is time left; says how much to the edge. */
  private boolean isAlive(@Nullable Instant expires, Map<String, String> fields) {
    if (expires == null) {
      return true;
    }
    Duration left = Duration.between(clock.instant(), expires);
    if (left.compareTo(TIME_TO_LIVE_MIN) < 0) {
      expired++;
      return false;
    }
    fields.put("Atoll-TTL", Long.toString(left.toSeconds()));
    return true;
  }

  private static String member(String member) {
    return "/members/" + DataApi.encode(member);
  }

  private void call(
      String method, Kind kind, String name, String rest, Map<String, String> fields, byte[] body)
      throws InterruptedException {
    String path = DataApi.path(kind, namespace) + "/" + DataApi.encode(name) + rest;
    DataApi.Answer answer = api.call(method, path, fields, body);
    if (!answer.isSuccess()) {
      try {
        answer.orFail();
      } catch (Failure e) {
        throw new Failure(e.exitCode(), "line %d: %s".formatted(lines + 1, e.getMessage()));
      }
    }
    imported++;
  }

  /** The same for the same entry of the same export. */
  private String attempt(String name, String member) {
    Entry.Header from = header;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(utf8(from == null ? "" : from.id()));
      digest.update((byte) 0);
      digest.update(utf8(name));
      digest.update((byte) 0);
      digest.update(utf8(member));
      return "import-" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every JDK", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
