package io.atoll.dns.wire;

import io.atoll.runtime.config.ConfigNode;

/**
 * Which queries are logged.
 *
 * @param sample the share of all, from 0 for none to 1 for all
 * @param perSecond no more than so many a second, whatever the share
 */
public record QueryLogConfig(double sample, int perSecond) {
  /** Enough to see what is asked, too few to notice. */
  public static final int PER_SECOND_DEFAULT = 50;

  /** No query at all, which is the default: a log of queries is a log of what people do. */
  public static final QueryLogConfig NONE = new QueryLogConfig(0, PER_SECOND_DEFAULT);

  /** Reads {@code query-log:}. */
  public static QueryLogConfig read(ConfigNode node) {
    return new QueryLogConfig(
        node.decimal("sample", 0, 0, 1), node.integer("per-second", PER_SECOND_DEFAULT, 1, 10_000));
  }
}
