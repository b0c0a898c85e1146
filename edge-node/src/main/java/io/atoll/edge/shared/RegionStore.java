package io.atoll.edge.shared;

import io.atoll.edge.http.Fields;
import io.atoll.edge.http.PageKey;
import io.vertx.core.Future;
import java.util.Optional;

/** What the edges of a region share. What it says may be lost at any time, but is never wrong. */
public interface RegionStore {
  /** Shares nothing. */
  RegionStore NONE =
      new RegionStore() {
        @Override
        public boolean isOff() {
          return true;
        }

        @Override
        public Future<Turn> enter(PageKey key, Fields request, Seen seen, boolean force) {
          return Future.succeededFuture(new Turn.Unavailable());
        }

        @Override
        public Future<Optional<Stored>> look(PageKey key, Fields request) {
          return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<Void> drop(PageKey key) {
          return Future.succeededFuture();
        }
      };

  boolean isOff();

  /**
   * Asks what to do about an answer that is missing here.
   *
   * @param seen what is not good enough
   * @param force whether to ask even if another edge does
   * @return never fails
   */
  Future<Turn> enter(PageKey key, Fields request, Seen seen, boolean force);

  /**
   * Looks for an answer without wanting to ask for it.
   *
   * @return never fails
   */
  Future<Optional<Stored>> look(PageKey key, Fields request);

  /**
   * All variants of an answer may be wrong by now. What is being fetched is not stored either.
   *
   * @return when no edge finds it any more, unless Redis doesn't answer; never fails
   */
  Future<Void> drop(PageKey key);
}
