package io.atoll.dns.reload;

import io.atoll.runtime.app.Service;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has something made anew when a file that it was made of changes. A file that can't be used leaves
 * everything as it was, until it changes again.
 */
public final class FileWatch implements Service {
  /** Looking at a handful of files costs microseconds. */
  public static final Duration EVERY = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);

  private final Vertx vertx;
  private final String what;
  private final List<Path> files;
  private final Duration every;
  private final Runnable reload;
  private final Counter reloaded;
  private final Counter failed;
  private volatile boolean stopped;

  // Used by one look at a time.
  private List<FileStamp> used;
  private List<FileStamp> seen;

  /**
   * Remembers the files as they are: make this before they are read first.
   *
   * @param what is made of them, for log and metrics
   * @param every between two looks
   * @param reload reads them; may block, and throws if they can't be used
   */
  public FileWatch(
      Vertx vertx,
      String what,
      Collection<Path> files,
      Duration every,
      Runnable reload,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.what = what;
    this.files = List.copyOf(files);
    this.every = every;
    this.reload = reload;
    this.reloaded = reloads(meters, what, "used");
    this.failed = reloads(meters, what, "refused");
    this.used = stamps();
    this.seen = used;
  }

  private static Counter reloads(MeterRegistry meters, String what, String outcome) {
    return Counter.builder("atoll_dns_reloads_total")
        .description("Times that files changed and were read anew")
        .tag("what", what)
        .tag("outcome", outcome)
        .register(meters);
  }

  private List<FileStamp> stamps() {
    return files.stream().map(FileStamp::of).toList();
  }

  @Override
  public String name() {
    return "watch-" + what;
  }

  @Override
  public Future<Void> start() {
    next();
    return Future.succeededFuture();
  }

  private void next() {
    vertx.setTimer(
        every.toMillis(),
        _ ->
            vertx
                .executeBlocking(this::look)
                .onComplete(_ -> {
                  if (!stopped) {
                    next();
                  }
                }));
  }

  /** A file is read when it looks the same twice, so that one being written is left alone. */
  private boolean look() {
    List<FileStamp> now = stamps();
    boolean settled = now.equals(seen);
    seen = now;
    if (!settled || now.equals(used)) {
      return false;
    }
    used = now;
    try {
      reload.run();
      reloaded.increment();
      log.atInfo().addKeyValue("what", what).addKeyValue("files", files).log("read anew");
      return true;
    } catch (RuntimeException e) {
      failed.increment();
      log.atError()
          .setCause(e)
          .addKeyValue("what", what)
          .addKeyValue("files", files)
          .log("files have changed and can't be used; going on as before");
      return false;
    }
  }

  @Override
  public Future<Void> stop() {
    stopped = true;
    return Future.succeededFuture();
  }
}
