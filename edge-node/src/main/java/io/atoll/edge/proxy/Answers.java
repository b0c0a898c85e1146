package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.encode.Compression;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.Fields;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.Pages;
import io.atoll.edge.upstream.UpstreamAnswer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers, each in the content coding that its client likes best. */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  private final Pages pages;
  private final MemoryBudget budget;
  private final Compression compression;
  private final WallClock clock;

  Answers(Pages pages, MemoryBudget budget, Compression compression, WallClock clock) {
    this.pages = pages;
    this.budget = budget;
    this.compression = compression;
    this.clock = clock;
  }

  /** The form of a stored page that answers a request; null: it has not been made yet. */
  @Nullable Page ready(Page page, Fields request) {
    ContentCoding coding = page.compressible() ? compression.choose(request) : null;
    return coding == null ? page : page.in(coding);
  }

  /**
   * Answers with a stored page.
   *
   * @param cacheStatus null: it was found in memory, and fresh
   * @param noRoom answers otherwise, if its body can't stay in memory until its client has it
   */
  void page(Visit visit, Page page, @Nullable String cacheStatus, Runnable noRoom) {
    ContentCoding coding = page.compressible() ? compression.choose(visit.fields()) : null;
    Page ready = coding == null ? page : page.in(coding);
    if (coding == null || ready != null) {
      send(visit, ready == null ? page : ready, cacheStatus, noRoom);
      return;
    }
    visit
        .exchange()
        .await(
            compression.whole(coding, page.body()),
            made -> send(visit, keep(visit, page, coding, made), cacheStatus, noRoom),
            failure -> {
              log.atWarn()
                  .addKeyValue("coding", coding.token())
                  .setCause(failure)
                  .log("not encoded");
              send(visit, page, cacheStatus, noRoom);
            });
  }

  private Page keep(Visit visit, Page page, ContentCoding coding, Compression.Whole made) {
    return switch (made) {
      case Compression.Encoded(Buffer content) -> pages.keep(visit.key(), page, coding, content);
      case Compression.NotWorthIt() -> pages.keep(visit.key(), page, coding, null);
      case Compression.NotNow() -> page;
    };
  }

  private void send(Visit visit, Page page, @Nullable String cacheStatus, Runnable noRoom) {
    if (!page.send(budget)) {
      noRoom.run();
      return;
    }
    visit.exchange().atEnd(() -> page.sent(budget));
    PageAnswer.send(visit.exchange(), visit.fields(), page, cacheStatus, clock.millis());
  }

  /** See {@link SharedAnswer#send}. */
  boolean shared(Visit visit, Fetched.Coming coming, String cacheStatus) {
    return SharedAnswer.send(visit, coming, compression, cacheStatus, clock.millis());
  }

  /**
   * Passes on what is for this client alone.
   *
   * @param tap takes the body too, or null
   */
  void relay(Visit visit, UpstreamAnswer answer, String cacheStatus, PartKeeper.@Nullable Tap tap) {
    boolean compressible =
        visit.route().config().compressed() && compression.includes(answer.head());
    Relay.answer(visit.exchange(), answer, compressible ? compression : null, cacheStatus, tap);
  }
}
