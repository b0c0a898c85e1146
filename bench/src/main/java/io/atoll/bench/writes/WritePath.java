package io.atoll.bench.writes;

import io.atoll.bench.Region;
import java.io.IOException;
import java.util.List;

/** A way for a write to go. */
interface WritePath {
  String name();

  /** The processes that carry it, the driver's own not among them. */
  List<Region.Part> parts();

  /** Opens this many lanes. */
  Lanes open(int count, Lanes.Listener listener) throws IOException;
}
