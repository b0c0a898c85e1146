package io.atoll.edge.proxy;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.page.Fetches.FetchKey;
import io.atoll.edge.page.Page;
import io.atoll.edge.upstream.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch takes, so that it can go on when the client that began it is gone.
 *
 * @param fields of the request that began it, all of them
 * @param outbound without what that client alone has: conditions, a range
 * @param stale the stored page to ask about; null: none
 * @param ifError whether that will do if the upstream fails
 */
record Job(
    Route route,
    FetchKey fetchKey,
    FieldList fields,
    Outbound outbound,
    @Nullable Page stale,
    boolean ifError) {
  PageKey key() {
    return fetchKey.page();
  }

  /** The same, asking about a page. */
  Job withStale(Page page, boolean usedOnError) {
    return new Job(route, fetchKey, fields, outbound, page, usedOnError);
  }

  /** The same, asking for the answer itself. */
  Job withoutStale() {
    return new Job(route, fetchKey, fields, outbound, null, false);
  }
}
