package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.PartialContent;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.edge.page.Description;
import io.atoll.edge.proxy.Judge.Judgement;
import io.atoll.edge.upstream.AnswerBody;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.OptionalLong;

/**
 * Asks an upstream for the rest of a body that the region's store no longer brings: by a range, on
 * condition that it is still the same (RFC 9110 sections 13.1.5 and 15.3.7).
 */
final class Resumption {
  private final Origins origins;
  private final Judge judge;
  private final WallClock clock;
  private final Counter resumed;
  private final Counter cut;

  Resumption(Origins origins, Judge judge, WallClock clock, MeterRegistry meters) {
    this.origins = origins;
    this.judge = judge;
    this.clock = clock;
    resumed = meters.counter("atoll_edge_pages_resumed", "outcome", "resumed");
    cut = meters.counter("atoll_edge_pages_resumed", "outcome", "cut");
  }

  /**
   * Asks for it.
   *
   * @param received how many bytes have come
   * @return the bytes after those, up to the end; fails if they can't be had
   */
  Future<AnswerBody> rest(Job job, Description description, long received) {
    OptionalLong length = PartialContent.resumable(description.head());
    Future<AnswerBody> rest =
        length.isPresent() && received < length.getAsLong()
            ? ask(job, description, length.getAsLong(), received)
            : Future.failedFuture("what came of the answer can't be continued");
    return rest.onComplete(_ -> resumed.increment(), _ -> cut.increment());
  }

  private Future<AnswerBody> ask(Job job, Description description, long length, long received) {
    ByteRange missing = new ByteRange(received, length - 1);
    long askedMillis = clock.millis();
    return origins
        .ask(job.route(), job.question(PartialContent.question(description.fields(), missing)))
        .compose(answer -> {
          if (fits(job, description, length, missing, answer, askedMillis)) {
            return Future.succeededFuture(answer.body());
          }
          answer.cancel();
          return Future.failedFuture("the upstream has another answer by now");
        });
  }

  private boolean fits(
      Job job,
      Description description,
      long length,
      ByteRange missing,
      UpstreamAnswer answer,
      long askedMillis) {
    ResponseHead head = answer.head();
    if (!PartialContent.fills(missing, description.fields(), length, head)
        || (head.fields().has("vary") && !Vary.of(head.fields()).equals(description.vary()))) {
      return false;
    }
    ResponseHead whole =
        PartialContent.combined(description.head(), PartialContent.whole(head, length));
    return judge.judge(job.route().config(), job.fields(), whole, askedMillis)
        instanceof Judgement.Storable;
  }
}
