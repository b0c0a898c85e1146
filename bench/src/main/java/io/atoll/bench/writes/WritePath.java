package io.atoll.bench.writes;

import java.io.IOException;
import java.util.List;

/** A way for a write to go. */
interface WritePath {
  String name();

  /** The processes that carry it, the driver's own not among them. */
  List<Region.Part> parts();

  /** Opens one lane. */
  Lane lane() throws IOException;

  /** What one write at a time goes through; used by one thread. */
  interface Lane extends AutoCloseable {
    /**
     * Writes, and returns when that is acknowledged.
     *
     * @throws IOException if it is not
     */
    void write(long number) throws IOException;

    @Override
    void close() throws IOException;
  }
}
