package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** The content of an answer to a handshake that is not 101. */
final class DeclinedBody implements AnswerBody {
  private final HttpClientResponse response;

  DeclinedBody(HttpClientResponse response) {
    this.response = response;
    // Replaced by whoever reads it; until then a lost connection is nobody's concern.
    response.pause().exceptionHandler(_ -> {});
  }

  @Override
  public AnswerBody handler(Handler<Buffer> each) {
    response.handler(each);
    return this;
  }

  /** Trailers of such an answer are not passed on. */
  @Override
  public AnswerBody endHandler(Handler<FieldList> end) {
    response.endHandler(_ -> end.handle(FieldList.EMPTY));
    return this;
  }

  @Override
  public AnswerBody exceptionHandler(Handler<Throwable> failure) {
    response.exceptionHandler(failure);
    return this;
  }

  @Override
  public AnswerBody resume() {
    response.resume();
    return this;
  }

  @Override
  public AnswerBody pause() {
    response.pause();
    return this;
  }

  @Override
  public void cancel() {
    response.exceptionHandler(_ -> {});
    response.request().reset();
  }
}
