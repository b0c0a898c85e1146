package io.atoll.edge.proxy;

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
  private final Consumer<Buffer> cut;
  private final long length;
  private long received;
  private boolean stored;

  /**
   * @param store takes the page once it is whole, unless it is too large
   * @param cut takes what came of one that broke off, unless it is too large
   */
  Filling(Fetched.Coming coming, Consumer<Page> store, Consumer<Buffer> cut) {
    this.coming = coming;
    this.body = coming.body();
    this.store = store;
    this.cut = cut;
    String said = coming.fields().first("content-length");
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

  /** How many bytes have come. */
  long received() {
    return received;
  }

  /** No more comes: it is whole, or broken off. */
  void end(boolean whole) {
    if (!stored) {
      Buffer all = body.with(Buffer.buffer());
      if (whole) {
        store(all);
      } else if (all != null && all.length() > 0) {
        cut.accept(all);
      }
    }
    body.end(whole);
  }

  private void store(@Nullable Buffer whole) {
    stored = true;
    if (whole != null) {
      store.accept(new Page(coming.description(), whole));
    }
  }
}
