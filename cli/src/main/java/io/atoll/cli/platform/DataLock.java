package io.atoll.cli.platform;

import io.atoll.cli.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Held by one {@code up} or {@code down} of a data directory at a time. */
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws Failure if another process holds it
   */
  static DataLock take(DataLayout data) {
    Path file = data.lock();
    try {
      Files.createDirectories(data.root());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw Failure.failed(
            "another 'atoll up' or 'atoll down' works on %s; wait for it to end"
                .formatted(data.root()));
      }
      return new DataLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("can't lock %s".formatted(file), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't unlock", e);
    }
  }
}
