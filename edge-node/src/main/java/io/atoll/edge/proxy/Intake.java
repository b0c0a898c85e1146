package io.atoll.edge.proxy;

import io.atoll.edge.page.SharedBody;
import io.atoll.edge.shared.Fill;
import io.atoll.edge.shared.Stored;
import io.atoll.edge.upstream.AnswerBody;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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
   */
  void read(AnswerBody in, @Nullable Continuation rest, Fill fill) {
    missing = rest == null ? Long.MAX_VALUE : rest.missing().length();
    Context context = Vertx.currentContext();
    // Readers are anywhere; who cancels hears nothing more of it.
    Runnable giveUp =
        () -> {
          in.cancel();
          end(false);
          fill.release();
        };
    body.source(() -> run(context, in::resume), () -> run(context, giveUp));
    fill.renew();
    append(rest == null ? Buffer.buffer() : rest.before());
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
      boolean whole = rest == null || missing == 0;
      if (whole) {
        append(rest == null ? Buffer.buffer() : rest.after());
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

  /** From the region's store, as fast as it is read. */
  void read(Stored.Chunks chunks) {
    read(chunks, 0);
  }

  private void read(Stored.Chunks chunks, int number) {
    if (number == chunks.count()) {
      end(true);
      return;
    }
    chunks
        .read()
        .apply(number)
        .onComplete(
            chunk -> {
              Runnable next = () -> read(chunks, number + 1);
              body.source(next, () -> {});
              if (filling.append(chunk)) {
                next.run();
              }
            },
            _ -> end(false));
  }

  private void end(boolean whole) {
    if (!over) {
      over = true;
      filling.end(whole);
      ended.run();
    }
  }
}
