package io.atoll.edge.proxy;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.Revalidation;
import io.atoll.edge.page.Fetches.FetchKey;
import io.atoll.edge.page.Page;
import io.atoll.edge.upstream.Outbound;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch takes, so that it can go on when the client that began it is gone.
 *
 * @param fields of the request that began it, all of them
 * @param outbound without what that client alone has: conditions, a range
 * @param stale the stored page to ask about; null: none
 * @param rest what to ask for of an answer that is not whole; null: the whole
 * @param ifError whether the stored page will do if the upstream fails
 */
record Job(
    Route route,
    FetchKey fetchKey,
    FieldList fields,
    Outbound outbound,
    @Nullable Page stale,
    @Nullable Continuation rest,
    boolean ifError) {
  PageKey key() {
    return fetchKey.page();
  }

  /** The same, asking about a page. */
  Job withStale(Page page, boolean usedOnError) {
    return new Job(route, fetchKey, fields, outbound, page, null, usedOnError);
  }

  /** The same, asking for the answer itself, all of it. */
  Job plain() {
    return plain(fetchKey);
  }

  /** The same for another variant. */
  Job plain(FetchKey other) {
    return new Job(route, other, fields, outbound, null, null, false);
  }

  /** The request as it is sent. */
  Outbound question() {
    List<Field> more = List.of();
    if (rest != null) {
      more = rest.question();
    } else if (stale != null) {
      more = Revalidation.conditions(stale.head().fields());
    }
    return question(more);
  }

  /** The request with more fields. */
  Outbound question(List<Field> more) {
    FieldList sent = outbound.fields();
    return more.isEmpty()
        ? outbound
        : outbound.with(new FieldList(Stream.concat(sent.all().stream(), more.stream()).toList()));
  }
}
