package io.atoll.replication.apply;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.replication.kafka.Topics;
import io.atoll.replication.state.Coverage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One partition of this region's own log, from an offset to where it ends now. */
public final class OwnLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final LogReader log;
  private final PartitionReader reader;
  private final long end;

  /**
   * Goes there, or to where the log begins if that is later.
   *
   * @param own the life that the log is in
   * @throws StopException if the log ends before
   */
  public OwnLog(String bootstrap, IncarnationId own, int partition, long from)
      throws InterruptedException {
    log = new LogReader(bootstrap, List.of());
    reader = log.open(own, partition);
    try {
      end = reader.ends().getOrDefault(Topics.LOG, 0L);
      long begin = Math.max(from, reader.begins().getOrDefault(Topics.LOG, 0L));
      reader.seek(new Coverage(Watermark.ZERO.advance(own, begin), Map.of()));
    } catch (InterruptedException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  public boolean isAtEnd() {
    return reader.offsets().getOrDefault(Topics.LOG, 0L) >= end;
  }

  /** The next operations; may be none. */
  public List<LogEntry> next() throws InterruptedException {
    return reader.poll(POLL);
  }

  @Override
  public void close() {
    log.close();
  }
}
