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
 * Writes the entries of an export into a namespace of the same kind: many at once, but counters and
 * scores one after another, since to add one twice is not as good as once. An edge remembers the
 * attempt to add one for some time; to import any other entry twice changes nothing at all.
 */
final class Importer {
  private static final Duration TIME_TO_LIVE_MIN = Duration.ofSeconds(1);

  /** A write waits until its region has it: what an edge takes at once is done in one go. */
  static final int AT_ONCE = DataApi.CONNECTIONS;

  /** Of values under way: a small part of what an edge has room for, since others write too. */
  private static final long BYTES_AT_ONCE = 8 << 20;

  /**
   * A line that has been read.
   *
   * @param path of the entry that it writes; empty: none
   * @param bytes of its value
   * @param written how that went
   */
  private record Line(String path, int bytes, Future<?> written) {
    static final Line NOTHING = new Line("", 0, CompletableFuture.completedFuture(null));
    static final Line EXPIRED = new Line("", 0, CompletableFuture.completedFuture(null));

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
      read(in, skip, calls);
    } catch (Failure | IOException e) {
      settle();
      throw e;
    } finally {
      calls.shutdownNow();
    }
  }

  private void read(BufferedReader in, long skip, ExecutorService calls)
      throws IOException, InterruptedException {
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
      finish(adds(entry) ? 0 : AT_ONCE - 1);
    }
    finish(0);
    if (!ended) {
      throw Failure.failed(
          "the export ends after line %d without its last line, so it is not whole; all that is there is imported"
              .formatted(lines));
    }
  }

  private static boolean adds(Entry entry) {
    return entry instanceof Entry.Counter || entry instanceof Entry.Score;
  }

  /** Waits for what was read first, until no more than so many lines are not done. */
  private void finish(int left) throws InterruptedException {
    while (reading.size() > left) {
      Failure failure = failure(reading.getFirst());
      if (failure != null) {
        throw new Failure(
            failure.exitCode(), "line %d: %s".formatted(lines + 1, failure.getMessage()));
      }
      done(reading.remove());
      lines++;
    }
  }

  /** Waits for all that is under way; lines behind one that has failed don't count as done. */
  private void settle() throws InterruptedException {
    boolean all = true;
    while (!reading.isEmpty()) {
      Line line = reading.remove();
      boolean failed = failure(line) != null;
      all &= !failed;
      lines += all ? 1 : 0;
      if (!failed) {
        done(line);
      }
    }
  }

  private void done(Line line) {
    imported += line.writes() ? 1 : 0;
    expired += line.equals(Line.EXPIRED) ? 1 : 0;
  }

  /** How it failed, once it is known that it did; null: it did not. */
  private static @Nullable Failure failure(Line line) throws InterruptedException {
    try {
      line.written.get();
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Failure known) {
        return known;
      }
      throw new IllegalStateException(e);
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
        String path = path(Kind.REGISTER, register.name());
        byte[] value = register.value().unsafeArray();
        makeRoom(path, value.length);
        if (!register.contentType().isEmpty()) {
          fields.put("Content-Type", register.contentType());
        }
        yield isAlive(register.expires(), fields)
            ? call(calls, "PUT", path, fields, value)
            : Line.EXPIRED;
      }
      case Entry.Document document -> {
        String path = path(Kind.DOCUMENT, document.name());
        byte[] value = utf8(document.json());
        makeRoom(path, value.length);
        fields.put("Content-Type", "application/json");
        yield isAlive(document.expires(), fields)
            ? call(calls, "PUT", path, fields, value)
            : Line.EXPIRED;
      }
      case Entry.Counter counter -> {
        fields.put("Idempotency-Key", attempt(counter.name(), ""));
        byte[] delta = utf8("{\"delta\":%d}".formatted(counter.value()));
        yield call(calls, "POST", path(Kind.COUNTER, counter.name()), fields, delta);
      }
      case Entry.Member member -> {
        String path = path(Kind.SET, member.name()) + member(member.member());
        makeRoom(path, 0);
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

  /** Waits until there is room for the bytes, and nothing of the path, whose last line counts. */
  private void makeRoom(String path, int bytes) throws InterruptedException {
    while (reading.stream().anyMatch(line -> line.path.equals(path))
        || (!reading.isEmpty()
            && reading.stream().mapToLong(Line::bytes).sum() + bytes > BYTES_AT_ONCE)) {
      finish(reading.size() - 1);
    }
  }

  /** Whether there is time left; says how much to the edge. */
  private boolean isAlive(@Nullable Instant expires, Map<String, String> fields) {
    if (expires == null) {
      return true;
    }
    Duration left = Duration.between(clock.instant(), expires);
    if (left.compareTo(TIME_TO_LIVE_MIN) < 0) {
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
      ExecutorService calls, String method, String path, Map<String, String> fields, byte[] body) {
    Callable<DataApi.Answer> call = () -> api.call(method, path, fields, body).orFail();
    return new Line(path, body.length, calls.submit(call));
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
