package io.atoll.edge.shared;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.page.SharedBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a body to Redis while it comes, so that other edges need not wait for its end. Waits a
 * moment before it begins, since most bodies are whole by then; then sends what has come, one
 * request after the other: a chunk when it is full, and less when nothing was sent for a moment.
 * Ends when the body does, or with the first request that fails; readers are told which. Used on
 * one context, that of who begins it.
 */
final class Announcement {
  /** An answer that is whole by then is stored by one request. */
  private static final Duration BEGIN = Duration.ofMillis(20);

  /** So long it waits for who reads it. */
  private static final Duration LATER = Duration.ofMillis(20);

  /** So long a few bytes may wait for others. */
  private static final Duration PIECE = Duration.ofMillis(20);

  /** What became of some bytes. */
  enum Sent {
    /** They are there, and all before them that may be wanted. */
    THERE,
    /** They are to be sent again: they would be too far beyond what is read. */
    LATER,
    /** They are not, and more need not be sent. */
    REFUSED
  }

  /** Where the bytes go. */
  interface Sink {
    /** Whether there is room for so many to be on their way. */
    boolean begin(int bytes);

    void end(int bytes);

    /**
     * Sends some.
     *
     * @param place of the first of them in the body; 0: nothing was sent before
     */
    Future<Sent> send(long place, byte[] bytes);

    /** No more follow. */
    void ended(Progress last);
  }

  private final Vertx vertx;
  private final Context context;
  private final MonotonicClock clock;
  private final SharedBody body;
  private final Sink sink;
  private final List<Buffer> taken = new ArrayList<>();
  private int takenBytes;
  private @Nullable Buffer left;
  private long sentBytes;
  private long sentNanos;
  private boolean sending;
  private boolean waits;
  private boolean over;
  private SharedBody.@Nullable Reader reader;
  private @Nullable Consumer<Boolean> then;
  private final String name;

  /**
   * @param name of its chunks
   */
  Announcement(Vertx vertx, MonotonicClock clock, SharedBody body, String name, Sink sink) {
    this.vertx = vertx;
    this.clock = clock;
    this.body = body;
    this.name = name;
    this.sink = sink;
    context = vertx.getOrCreateContext();
    // One that comes with its head is whole when this turn of the event loop is over.
    here(() -> {
      if (!over) {
        wait(BEGIN);
      }
    });
  }

  /**
   * The body is whole, or will be with the bytes that come to it next.
   *
   * @param told once whether all of it is in Redis, when that is known
   */
  void whole(Consumer<Boolean> told) {
    if (over || reader == null) {
      over = true;
      told.accept(false);
    } else {
      then = told;
    }
  }

  private void here(Runnable action) {
    context.runOnContext(_ -> action.run());
  }

  private void wait(Duration length) {
    if (!waits) {
      waits = true;
      vertx.setTimer(
          length.toMillis(),
          _ ->
              here(() -> {
                waits = false;
                proceed();
              }));
    }
  }

  private void proceed() {
    if (over || sending) {
      return;
    }
    SharedBody.Reader reading = reader;
    if (reading == null) {
      reading = body.reader(() -> here(this::proceed));
      reader = reading;
      sentNanos = clock.nanos() - PIECE.toNanos();
    }
    if (reading == null) {
      end(new Progress.Broken());
      return;
    }
    take(reading);
    boolean full = takenBytes == room();
    SharedBody.State state = full ? SharedBody.State.COMING : reading.state();
    if (takenBytes == 0) {
      ended(state);
    } else if (full
        || state != SharedBody.State.COMING
        || clock.nanos() - sentNanos >= PIECE.toNanos()) {
      send();
    } else {
      wait(PIECE);
    }
  }

  /** Up to the end of the chunk that it is at. */
  private int room() {
    return RedisStore.CHUNK_BYTES - (int) (sentBytes % RedisStore.CHUNK_BYTES);
  }

  private void take(SharedBody.Reader reading) {
    while (takenBytes < room()) {
      Buffer next = left == null ? reading.poll() : left;
      left = null;
      if (next == null) {
        return;
      }
      int fits = Math.min(next.length(), room() - takenBytes);
      taken.add(next.slice(0, fits));
      takenBytes += fits;
      if (fits < next.length()) {
        left = next.slice(fits, next.length());
      }
    }
  }

  private void send() {
    int count = takenBytes;
    if (!sink.begin(count)) {
      wait(PIECE);
      return;
    }
    Buffer all = Buffer.buffer(count);
    taken.forEach(all::appendBuffer);
    sending = true;
    sink.send(sentBytes, all.getBytes())
        .onComplete(there -> {
          sink.end(count);
          here(() -> sent(count, there.succeeded() ? there.result() : Sent.REFUSED));
        });
  }

  private void sent(int count, Sent sent) {
    sending = false;
    switch (sent) {
      case THERE -> {
        sentBytes += count;
        sentNanos = clock.nanos();
        taken.clear();
        takenBytes = 0;
        proceed();
      }
      case LATER -> wait(LATER);
      case REFUSED -> end(new Progress.Broken());
    }
  }

  private void ended(SharedBody.State state) {
    switch (state) {
      case COMING -> {
        // Told when more is there.
      }
      case COMPLETE -> end(new Progress.Whole(sentBytes, name));
      case BROKEN -> end(new Progress.Broken());
    }
  }

  private void end(Progress last) {
    over = true;
    SharedBody.Reader reading = reader;
    if (reading != null) {
      reading.close();
    }
    taken.clear();
    left = null;
    boolean all = last instanceof Progress.Whole && sentBytes > 0;
    Consumer<Boolean> told = then;
    if (told != null && all) {
      // Who stores it says so, and under which name.
      told.accept(true);
      return;
    }
    if (sentBytes > 0) {
      sink.ended(last);
    }
    if (told != null) {
      told.accept(false);
    }
  }
}
