package io.atoll.edge.cache;

import java.util.Arrays;

/**
 * How far an edge has come with the changes of every partition: it has dropped what each of them
 * changed up to a sequence number. Edges of a region compare these in place of their clocks. Does
 * not change.
 */
public final class Standing {
  private final String run;
  private final long[] sequences;

  /**
   * @param run the Redis that counts
   * @param sequences by partition
   */
  public Standing(String run, long... sequences) {
    this.run = run;
    this.sequences = sequences.clone();
  }

  public String run() {
    return run;
  }

  public int partitions() {
    return sequences.length;
  }

  /** Every change of the partition up to this number. */
  public long sequence(int partition) {
    return sequences[partition];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Standing that
        && run.equals(that.run)
        && Arrays.equals(sequences, that.sequences);
  }

  @Override
  public int hashCode() {
    return 31 * run.hashCode() + Arrays.hashCode(sequences);
  }

  @Override
  public String toString() {
    return run + Arrays.toString(sequences);
  }
}
