package io.atoll.replication.announce;

/** Where edges listen on the event bus. */
public final class EdgeAddresses {
  /** All edges, for news of what has become visible. */
  public static final String VISIBLE = "atoll.applied";

  private EdgeAddresses() {}

  /**
   * One edge, for keys to drop.
   *
   * @param node its id within the region
   */
  public static String drops(String node) {
    return "atoll.edge." + node + ".invalidate";
  }
}
