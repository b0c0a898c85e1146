package io.atoll.edge.cache;

/** What a read found, and where. */
public record Read(Lookup lookup, Source source) {
  /** Where an answer came from. */
  public enum Source {
    /** Memory. */
    L1,
    /** Redis, and it is in memory now. */
    L2_STORED,
    /** Redis; it changed meanwhile and was not kept. */
    L2,
    /** The load of another reader. */
    L2_COLLAPSED
  }
}
