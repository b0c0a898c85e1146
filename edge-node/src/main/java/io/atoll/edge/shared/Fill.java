package io.atoll.edge.shared;

import io.atoll.edge.page.Page;

/**
 * A lease on asking for one answer for a whole region. It ends with the first of {@link #store},
 * {@link #alone} and {@link #release}, or when another edge takes it over because it ran out.
 * Nothing here is waited for. Used by one thread at a time.
 */
public interface Fill {
  /** Of nobody: ends in nothing. */
  Fill NONE =
      new Fill() {
        @Override
        public void store(Page page) {}

        @Override
        public void alone() {}

        @Override
        public void release() {}

        @Override
        public void renew() {}
      };

  /** The answer came, for everybody; it is shared unless the lease was lost meanwhile. */
  void store(Page page);

  /** Answers of this URI are each for one alone: for some seconds, nobody need wait for another. */
  void alone();

  /** Nothing came of it. */
  void release();

  /** The answer is coming, if slowly. */
  void renew();
}
