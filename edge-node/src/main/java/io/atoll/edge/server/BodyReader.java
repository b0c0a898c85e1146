package io.atoll.edge.server;

import io.atoll.core.operation.Bytes;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * Collects a body into one array, up to a bound and a deadline. Ends once: complete, too large, or
 * too slow; what comes after that is let go.
 */
final class BodyReader implements Handler<Buffer> {
  /** A client that announces much has not sent it yet. */
  private static final int FIRST_BYTES_MAX = 16 << 10;

  private final long bytesMax;
  private final long sinceNanos;
  private final Handler<Bytes> done;
  private final Runnable tooLarge;
  private final Runnable tooSlow;
  private byte[] bytes;
  private int size;
  private boolean over;

  BodyReader(
      long bytesMax,
      int expectedBytes,
      long nowNanos,
      Handler<Bytes> done,
      Runnable tooLarge,
      Runnable tooSlow) {
    this.bytesMax = bytesMax;
    this.sinceNanos = nowNanos;
    this.done = done;
    this.tooLarge = tooLarge;
    this.tooSlow = tooSlow;
    this.bytes = new byte[Math.min(expectedBytes, FIRST_BYTES_MAX)];
  }

  @Override
  public void handle(Buffer chunk) {
    if (over) {
      return;
    }
    if (size + (long) chunk.length() > bytesMax) {
      end(tooLarge);
      return;
    }
    if (bytes.length - size < chunk.length()) {
      long grown = Math.min(bytesMax, Math.max(bytes.length * 2L, size + chunk.length()));
      bytes = Arrays.copyOf(bytes, (int) grown);
    }
    chunk.getBytes(bytes, size);
    size += chunk.length();
  }

  /** No more comes. */
  void end() {
    end(() -> done.handle(Bytes.wrap(size == bytes.length ? bytes : Arrays.copyOf(bytes, size))));
  }

  void sweep(long nowNanos, Duration bodyMax) {
    if (nowNanos - sinceNanos > bodyMax.toNanos()) {
      end(tooSlow);
    }
  }

  private void end(Runnable how) {
    if (!over) {
      over = true;
      how.run();
      bytes = new byte[0];
    }
  }
}
