package io.atoll.edge.proxy;

import io.atoll.edge.page.Description;
import io.atoll.edge.page.SharedBody;
import io.atoll.edge.shared.Fill;
import io.atoll.edge.shared.Pieces;
import io.atoll.edge.upstream.AnswerBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Brings in one body that is shared, from where it comes. Used by one thread. */
final class Intake {
  private final Filling filling;
  private final SharedBody body;
  private final Runnable ended;
  private long missing;
  private boolean over;

  /**
   * @param ended told when no more comes
   */
  Intake(Filling filling, SharedBody body, Runnable ended) {
    this.filling = filling;
    this.body = body;
    this.ended = ended;
  }

  /**
   * From an upstream, as fast as it may come.
   *
   * @param rest what of it comes, if the other parts are there; null: all
   * @param fill how the region is told
   * @param description of the answer
   */
  void read(AnswerBody in, @Nullable Continuation rest, Fill fill, Description description) {
    fill.renew();
    append(rest == null ? Buffer.buffer() : rest.before());
    read(
        in,
        rest == null ? Long.MAX_VALUE : rest.missing().length(),
        rest == null ? Buffer.buffer() : rest.after(),
        fill);
    if (!over) {
      fill.coming(description, body);
    }
  }

  /**
   * The same.
   *
   * @param count of bytes that come; as many as may be: nobody knows
   * @param after what follows them
   */
  private void read(AnswerBody in, long count, Buffer after, Fill fill) {
    missing = count;
    Context context = Vertx.currentContext();
    // Readers are anywhere; who cancels hears nothing more of it.
    Runnable giveUp =
        () -> {
          in.cancel();
          end(false);
          fill.release();
        };
    body.source(() -> run(context, in::resume), () -> run(context, giveUp));
    in.handler(chunk -> {
      fill.renew();
      missing -= chunk.length();
      if (missing < 0) {
        // More than its head said: nobody knows what it is.
        end(false);
        fill.release();
        in.cancel();
      } else if (!filling.append(chunk)) {
        in.pause();
      }
    });
    in.exceptionHandler(_ -> {
      end(false);
      fill.release();
    });
    in.endHandler(_ -> {
      boolean whole = count == Long.MAX_VALUE || missing == 0;
      if (whole) {
        append(after);
      }
      end(whole);
      // Unless it is stored by now: then it was too large, and so it will be for the others.
      fill.alone();
    });
    in.resume();
  }

  /** An upstream is spoken to from where it was asked. */
  private static void run(@Nullable Context context, Runnable action) {
    if (context == null || context.equals(Vertx.currentContext())) {
      action.run();
    } else {
      context.runOnContext(_ -> action.run());
    }
  }

  private void append(Buffer bytes) {
    if (bytes.length() > 0) {
      filling.append(bytes);
    }
  }

  /**
   * From the region's store, as fast as it is read.
   *
   * @param resume asks an upstream for what follows so many bytes, when the store brings no more
   */
  void read(Pieces pieces, LongFunction<Future<AnswerBody>> resume) {
    Context context = Vertx.currentContext();
    pieces
        .next()
        .onComplete(piece ->
            run(
                context,
                () -> {
                  if (over) {
                    return;
                  }
                  if (piece.failed()) {
                    resume
                        .apply(filling.received())
                        .onComplete(
                            rest -> run(context, () -> proceed(rest)),
                            _ -> run(context, () -> end(false)));
                  } else if (piece.result().isEmpty()) {
                    end(true);
                  } else {
                    Runnable next = () -> run(context, () -> read(pieces, resume));
                    body.source(next, () -> run(context, () -> end(false)));
                    if (filling.append(piece.result().get())) {
                      next.run();
                    }
                  }
                }));
  }

  private void proceed(AnswerBody rest) {
    if (over) {
      rest.cancel();
    } else {
      read(rest, Long.MAX_VALUE, Buffer.buffer(), Fill.NONE);
    }
  }

  private void end(boolean whole) {
    if (!over) {
      over = true;
      filling.end(whole);
      ended.run();
    }
  }
}
