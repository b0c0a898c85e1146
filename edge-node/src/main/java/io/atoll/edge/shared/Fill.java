package io.atoll.edge.shared;

import io.atoll.edge.page.Description;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.SharedBody;

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
        public void coming(Description description, SharedBody body) {}

        @Override
        public void store(Page page) {}

        @Override
        public void alone() {}

        @Override
        public void release() {}

        @Override
        public void renew() {}
      };

  /**
   * The head of an answer for everybody came, and its body comes: if that takes more than a moment,
   * other edges may read along. To be followed by {@link #store} before the end of the body, if it
   * is to be stored.
   */
  void coming(Description description, SharedBody body);

  /** The answer came, for everybody; it is shared unless the lease was lost meanwhile. */
  void store(Page page);

  /** Answers of this URI are each for one alone: for some seconds, nobody need wait for another. */
  void alone();

  /** Nothing came of it. */
  void release();

  /** The answer is coming, if slowly. */
  void renew();
}
