package io.atoll.edge.cache;

import io.atoll.core.operation.Key;

/**
 * Hears which keys changed, on any thread, before the change is acknowledged. What must not be
 * missed is told as {@link #droppedAll}.
 */
public interface DropListener {
  /** For whoever doesn't care. */
  DropListener NONE =
      new DropListener() {
        @Override
        public void dropped(Key key) {}

        @Override
        public void droppedAll() {}
      };

  void dropped(Key key);

  /** Any number of keys may have changed that nobody told of. */
  void droppedAll();
}
