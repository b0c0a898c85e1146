package io.atoll.replication.verify;

/** One region, asked for digests. Calls block, and throw whatever keeps a region from answering. */
public interface Peer {
  /** Its name. */
  String region();

  /** The digests of all ranges of a partition, by the range's number. */
  Look ranges(int partition);

  /** The digests of one range's cells, by key. */
  Look cells(int partition, int range);
}
