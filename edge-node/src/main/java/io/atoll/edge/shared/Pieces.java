package io.atoll.edge.shared;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.IntFunction;

/** A body that is read piece by piece, from its beginning. */
@FunctionalInterface
public interface Pieces {
  /**
   * The next one, for which the former one is waited for. Empty: it was all. Fails if it can't be
   * had any more, or does not come in time.
   */
  Future<Optional<Buffer>> next();

  /** So many, each found by its number, from 0. */
  static Pieces numbered(int count, IntFunction<Future<Buffer>> read) {
    return new Pieces() {
      private int number;

      @Override
      public Future<Optional<Buffer>> next() {
        return number == count
            ? Future.succeededFuture(Optional.empty())
            : read.apply(number++).map(Optional::of);
      }
    };
  }

  /** One that was read from it, and what follows. */
  static Pieces of(Optional<Buffer> first, Pieces rest) {
    return new Pieces() {
      private boolean begun;

      @Override
      public Future<Optional<Buffer>> next() {
        boolean again = begun;
        begun = true;
        return again ? rest.next() : Future.succeededFuture(first);
      }
    };
  }

  /** What is left of it, in one. */
  default Future<Buffer> all() {
    return appendTo(Buffer.buffer());
  }

  private Future<Buffer> appendTo(Buffer sofar) {
    return next()
        .compose(piece ->
            piece.isEmpty()
                ? Future.succeededFuture(sofar)
                : appendTo(sofar.appendBuffer(piece.get())));
  }
}
