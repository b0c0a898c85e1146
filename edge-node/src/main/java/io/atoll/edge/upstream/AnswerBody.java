package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * The content of an upstream's answer while it comes. It waits until it is asked to flow, and then
 * ends once: by its end, or by a failure. Used on the event loop of who asked.
 */
public interface AnswerBody {
  /** Who gets each piece. */
  AnswerBody handler(Handler<Buffer> each);

  /** Who is told that all of it has come; gets the trailer fields that may be passed on. */
  AnswerBody endHandler(Handler<FieldList> end);

  /** Who is told that it broke off. */
  AnswerBody exceptionHandler(Handler<Throwable> failure);

  /** Lets it flow. */
  AnswerBody resume();

  /** Makes it wait; the upstream is held back in turn. */
  AnswerBody pause();

  /** Lets go of what has not come yet; nobody is told anything any more. */
  void cancel();
}
