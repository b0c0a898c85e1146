package io.atoll.edge.batch;

import io.atoll.core.operation.Bytes;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/**
 * One call of a batch.
 *
 * @param target path and query as in a request line, percent-encoded
 * @param fields by name in lower case
 * @param body empty if it has none
 */
record Operation(HttpMethod method, String target, Map<String, String> fields, Bytes body) {
  Operation {
    fields = Map.copyOf(fields);
  }

  /** The target up to its query. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
