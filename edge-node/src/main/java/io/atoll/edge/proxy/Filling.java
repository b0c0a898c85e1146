package io.atoll.edge.proxy;

import io.atoll.edge.http.Tags;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.SharedBody;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes a body on as it comes, and stores it before anybody can have all of it: whoever has seen
 * the end of an answer, and asks again, is answered from memory. Used by one thread.
 */
final class Filling {
  private static final long UNKNOWN = -1;

  private final Fetched.Coming coming;
  private final SharedBody body;
  private final Consumer<Page> store;
  private final long length;
  private long received;
  private boolean stored;

  /**
   * @param store takes the page once it is whole, unless it is too large
   */
  Filling(Fetched.Coming coming, Consumer<Page> store) {
    this.coming = coming;
    this.body = coming.body();
    this.store = store;
    String said = coming.head().fields().first("content-length");
    this.length = said == null ? UNKNOWN : Long.parseLong(said);
  }

  /** See {@link SharedBody#append}. */
  boolean append(Buffer chunk) {
    received += chunk.length();
    if (received == length) {
      store(body.with(chunk));
    }
    return body.append(chunk);
  }

  /** No more comes: it is whole, or broken off. */
  void end(boolean whole) {
    if (whole && !stored) {
      store(body.with(Buffer.buffer()));
    }
    body.end(whole);
  }

  private void store(@Nullable Buffer whole) {
    stored = true;
    if (whole != null) {
      store.accept(page(whole));
    }
  }

  private Page page(Buffer whole) {
    return new Page(
        coming.head(),
        whole,
        coming.freshness(),
        coming.control(),
        coming.vary(),
        coming.variant(),
        Tags.of(coming.head().fields()),
        coming.askedMillis(),
        coming.compressible());
  }
}
