package io.atoll.bench.writes;

import java.io.IOException;

/** A number of lanes on one path, by number from 0: each has one write under way at most. */
interface Lanes extends AutoCloseable {
  /** Hears how writes end, always on the same thread. */
  interface Listener {
    /** The lane's write is done, and the lane free; the next one may begin right here. */
    void acknowledged(int lane);

    /** A write was not acknowledged: what was measured is worth nothing. */
    void failed(Exception reason);
  }

  /** Begins a write on a lane that is free, and returns at once. */
  void begin(int lane, long number) throws IOException;

  @Override
  void close() throws IOException;
}
