package io.atoll.cli.operator;

import io.vertx.core.json.JsonObject;

/**
 * How long one source's operations of one partition took lately to be visible in a region.
 *
 * @param count of operations; below 1: none came, so that nothing can be said
 */
record VisibleView(long count, long p50Millis, long p99Millis, long maxMillis) {
  private static final VisibleView NONE = new VisibleView(0, 0, 0, 0);

  /** Reads it from the status of the region's replicator. */
  static VisibleView read(JsonObject status, String source, int partition) {
    return RegionView.objects(status, "partitions")
        .filter(one -> one.getInteger("partition", -1) == partition)
        .map(one -> one.getJsonObject("visible", new JsonObject()).getJsonObject(source))
        .filter(lag -> lag != null)
        .map(VisibleView::read)
        .findFirst()
        .orElse(NONE);
  }

  private static VisibleView read(JsonObject lag) {
    return new VisibleView(
        lag.getLong("count", 0L),
        lag.getLong("p50Millis", 0L),
        lag.getLong("p99Millis", 0L),
        lag.getLong("maxMillis", 0L));
  }

  /** Median, 99th percentile and longest. */
  String text() {
    return count < 1
        ? "-"
        : "%s/%s/%s"
            .formatted(
                Durations.text(p50Millis), Durations.text(p99Millis), Durations.text(maxMillis));
  }
}
