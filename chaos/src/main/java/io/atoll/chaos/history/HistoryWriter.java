package io.atoll.chaos.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Appends attempts and marks to a file, one JSON object per line. It takes a stated number of
 * attempts and counts, but does not write, those beyond, so that a drill can't fill the disk. May
 * be used by many threads.
 */
public final class HistoryWriter implements AutoCloseable {
  private final BufferedWriter out;
  private final long attemptsMax;
  private final ReentrantLock lock = new ReentrantLock();
  private long attempts;
  private long refused;
  private boolean closed;

  /** Begins a new file, which must not exist. */
  public HistoryWriter(Path file, long attemptsMax) throws IOException {
    this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW);
    this.attemptsMax = attemptsMax;
  }

  public void append(Attempt attempt) {
    lock.lock();
    try {
      if (attempts == attemptsMax || closed) {
        refused++;
        return;
      }
      attempts++;
      line(HistoryJson.of(attempt).encode());
    } finally {
      lock.unlock();
    }
  }

  public void append(Mark mark) {
    lock.lock();
    try {
      if (!closed) {
        line(HistoryJson.of(mark).encode());
      }
    } finally {
      lock.unlock();
    }
  }

  private void line(String text) {
    try {
      out.write(text);
      out.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("the history can't be written: " + e.getMessage(), e);
    }
  }

  /** Writes the rest, and how many attempts were refused. Later attempts are refused too. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      line("{\"" + HistoryJson.REFUSED + "\":" + refused + "}");
      out.close();
    } finally {
      lock.unlock();
    }
  }
}
