package io.atoll.edge;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A client that reads an answer as it comes. */
final class Reading {
  private final Promise<Buffer> end = Promise.promise();
  private final Buffer bytes = Buffer.buffer();
  private @Nullable HttpClientResponse head;

  /** On the loop on which the answer came. */
  synchronized void began(HttpClientResponse answer) {
    head = answer;
    answer
        .handler(this::add)
        .exceptionHandler(end::tryFail)
        .endHandler(_ -> end.tryComplete(bytes()));
  }

  void failed(Throwable cause) {
    end.tryFail(cause);
  }

  private synchronized void add(Buffer chunk) {
    bytes.appendBuffer(chunk);
  }

  /** What has come. */
  synchronized Buffer bytes() {
    return bytes.copy();
  }

  synchronized String header(String name) {
    return head == null ? "no answer yet" : String.valueOf(head.getHeader(name));
  }

  /** Waits until so many bytes have come, while no more are to. */
  Reading awaitBytes(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> bytes().length() == count);
    return this;
  }

  /** All of it; fails if it is cut. */
  Buffer whole() throws Exception {
    return TestEdges.await(end.future());
  }

  /** Reads no further. */
  synchronized void leave() {
    if (head != null) {
      head.request().connection().close();
    }
  }

  /** Waits until the connection is cut before the answer's end. */
  void awaitCut() {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> end.future().isComplete());
    if (end.future().succeeded()) {
      throw new AssertionError("expected the answer to be cut, but it ended as if it were whole");
    }
  }
}
