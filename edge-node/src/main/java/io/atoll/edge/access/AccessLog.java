package io.atoll.edge.access;

import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.app.Service;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for every answer. What a disk can't keep up with is dropped and counted: nobody
 * waits for a log. A file that was renamed or removed is made anew within a second, so that whoever
 * rotates it need tell nobody. Safe for use by many threads.
 */
public final class AccessLog implements Service {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final int BATCH_MAX = 1_000;
  private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AccessConfig config;
  private final MonotonicClock clock;
  private final ArrayBlockingQueue<Answered> waiting;
  private final Counter written;
  private final Counter dropped;
  private final Promise<Void> ended = Promise.promise();
  private volatile boolean stopping;

  // Used by the writing thread alone.
  private @Nullable Writer out;
  private @Nullable Object fileKey;
  private boolean failing;

  public AccessLog(AccessConfig config, MonotonicClock clock, MeterRegistry meters) {
    this.config = config;
    this.clock = clock;
    waiting = new ArrayBlockingQueue<>(config.linesMax());
    written = meters.counter("atoll_edge_access_lines", "outcome", "written");
    dropped = meters.counter("atoll_edge_access_lines", "outcome", "dropped");
  }

  @Override
  public String name() {
    return "access-log";
  }

  /** Takes an answer to be written; never waits. */
  public void note(Answered answered) {
    if (!waiting.offer(answered)) {
      dropped.increment();
    }
  }

  @Override
  public Future<Void> start() {
    Thread.ofPlatform().daemon().name("access-log").start(this::run);
    return Future.succeededFuture();
  }

  /** Writes what was noted before. */
  @Override
  public Future<Void> stop() {
    stopping = true;
    return ended.future();
  }

  private void run() {
    List<Answered> batch = new ArrayList<>(BATCH_MAX);
    long lookedNanos = clock.nanos();
    try {
      while (!stopping || !waiting.isEmpty()) {
        batch.clear();
        Answered first = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, BATCH_MAX - 1);
        }
        long now = clock.nanos();
        if (now - lookedNanos > REOPEN_NANOS) {
          lookedNanos = now;
          reopenIfMoved();
        }
        write(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
      ended.tryComplete();
    }
  }

  private void write(List<Answered> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      Writer to = open();
      for (Answered answered : batch) {
        to.write(answered.line(config.format()));
        to.write('\n');
      }
      to.flush();
      written.increment(batch.size());
      failing = false;
    } catch (IOException | UncheckedIOException e) {
      dropped.increment(batch.size());
      close();
      if (!failing) {
        failing = true;
        log.atError().setCause(e).addKeyValue("file", config.file()).log("can't write access log");
      }
    }
  }

  private Writer open() throws IOException {
    Writer current = out;
    if (current == null) {
      Path file = config.file().orElse(null);
      current =
          file == null
              ? new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8))
              : Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      out = current;
      fileKey = file == null ? null : key(file);
    }
    return current;
  }

  private static @Nullable Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException gone) {
      return null;
    }
  }

  private void reopenIfMoved() {
    Path file = config.file().orElse(null);
    if (file != null && out != null && !Objects.equals(fileKey, key(file))) {
      close();
    }
  }

  private void close() {
    Writer current = out;
    out = null;
    if (current == null || config.file().isEmpty()) {
      return;
    }
    try {
      current.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("access log");
    }
  }
}
