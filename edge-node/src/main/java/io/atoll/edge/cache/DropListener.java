package io.atoll.edge.cache;

import io.atoll.core.operation.Key;

/**
 * Hears which keys changed, on any thread, before the change is acknowledged. What must not be
 * missed is told as {@link #droppedAll}.
 */
public interface DropListener {
  /**
   * A key changed.
   *
   * @param sequence the partition's number of the change
   */
  void dropped(int partition, long sequence, Key key);

  /**
   * Any number of keys of a partition may have changed that nobody told of.
   *
   * @param reached up to this number every change has been told of; of no meaning if another Redis
   *     counts now
   * @param from after this number every change will be told of
   */
  void droppedAll(int partition, long reached, long from);
}
