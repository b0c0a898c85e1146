package io.atoll.edge.upstream;

import io.atoll.edge.http.ResponseHead;

/** The head of an answer, and its body, which waits to be read. */
public record UpstreamAnswer(ResponseHead head, AnswerBody body) {
  /** Lets go of what has not been read. */
  public void cancel() {
    body.cancel();
  }
}
