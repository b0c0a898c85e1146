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
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of an export into a namespace of the same kind, many at once: those of one
 * name one after another. To import an entry twice changes nothing, but for counters and
 * leaderboards that add up: for those, within the time that an edge remembers an attempt.
 */
final class Importer {
  private static final Duration TIME_TO_LIVE_MIN = Duration.ofSeconds(1);

  /** A write waits until its region has it: what an edge takes at once is done in one go. */
  static final int AT_ONCE = DataApi.CONNECTIONS;

  /**
   * A line that has been read.
   *
   * @param path of the entry that it writes; empty: none
   * @param written how that went
   */
  private record Line(String path, Future<?> written) {
    static final Line NOTHING = new Line("", CompletableFuture.completedFuture(null));

    boolean writes() {
      return !path.isEmpty();
    }
  }

  private final DataApi api;
  private final String namespace;
  private final Clock clock;
  private final Deque<Line> reading = new ArrayDeque<>();
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

  /** Lines that are done, as are all before them, for whoever goes on after a failure. */
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
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    try {
      boolean ended = false;
      long number = 0;
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        Entry entry = parse(text);
        if (entry instanceof Entry.Header first) {
          header = first;
        }
        boolean isEntry = !(entry instanceof Entry.Header || entry instanceof Entry.End);
        reading.add(isEntry && number >= skip ? write(entry, calls) : Line.NOTHING);
        ended = isEntry ? ended : entry instanceof Entry.End;
        number++;
        finish(AT_ONCE - 1);
      }
      finish(0);
      if (!ended) {
        throw Failure.failed(
            "the export ends after line %d without its last line, so it is not whole; all that is there is imported"
                .formatted(lines));
      }
    } finally {
      calls.shutdownNow(); // what is still under way after a failure can be done again
    }
  }

  /** Waits for what was read first, until no more than so many lines are not done. */
  private void finish(int left) throws InterruptedException {
    while (reading.size() > left) {
      Line first = reading.getFirst();
      try {
        first.written.get();
      } catch (ExecutionException e) {
        Failure failure = e.getCause() instanceof Failure known ? known : null;
        if (failure == null) {
          throw new IllegalStateException(e);
        }
        throw new Failure(
            failure.exitCode(), "line %d: %s".formatted(lines + 1, failure.getMessage()));
      }
      reading.remove();
      lines++;
      imported += first.writes() ? 1 : 0;
    }
  }

  private Entry parse(String line) throws InterruptedException {
    Entry.Header above = header;
    try {
      return Entry.parse(line, above == null ? null : above.kind());
    } catch (IllegalArgumentException e) {
      finish(0);
      throw Failure.usage("line %d: %s".formatted(lines + 1, e.getMessage()));
    }
  }

  private Line write(Entry entry, ExecutorService calls) throws InterruptedException {
    Map<String, String> fields = new HashMap<>();
    return switch (entry) {
      case Entry.Register register -> {
        if (!register.contentType().isEmpty()) {
          fields.put("Content-Type", register.contentType());
        }
        byte[] value = register.value().unsafeArray();
        yield isAlive(register.expires(), fields)
            ? call(calls, "PUT", path(Kind.REGISTER, register.name()), fields, value)
            : Line.NOTHING;
      }
      case Entry.Document document -> {
        fields.put("Content-Type", "application/json");
        byte[] value = utf8(document.json());
        yield isAlive(document.expires(), fields)
            ? call(calls, "PUT", path(Kind.DOCUMENT, document.name()), fields, value)
            : Line.NOTHING;
      }
      case Entry.Counter counter -> {
        fields.put("Idempotency-Key", attempt(counter.name(), ""));
        byte[] delta = utf8("{\"delta\":%d}".formatted(counter.value()));
        yield call(calls, "POST", path(Kind.COUNTER, counter.name()), fields, delta);
      }
      case Entry.Member member -> {
        String path = path(Kind.SET, member.name()) + member(member.member());
        yield call(calls, "PUT", path, fields, new byte[0]);
      }
      case Entry.Score score -> {
        fields.put("Idempotency-Key", attempt(score.name(), score.member()));
        byte[] body = utf8("{\"score\":%d}".formatted(score.score()));
        String path = path(Kind.LEADERBOARD, score.name()) + member(score.member());
        yield call(calls, "PUT", path, fields, body);
      }
      case Entry.Header _, Entry.End _ -> throw new IllegalStateException("expected an entry");
    };
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

  private String path(Kind kind, String name) {
    return DataApi.path(kind, namespace) + "/" + DataApi.encode(name);
  }

  private Line call(
      ExecutorService calls, String method, String path, Map<String, String> fields, byte[] body)
      throws InterruptedException {
    while (reading.stream().anyMatch(line -> line.path.equals(path))) {
      finish(reading.size() - 1); // the last line of a name is to count
    }
    Callable<DataApi.Answer> call = () -> api.call(method, path, fields, body).orFail();
    return new Line(path, calls.submit(call));
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
