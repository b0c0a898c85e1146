package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.ResponseHead;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The head of an answer, and its body, which waits to be read.
 *
 * @param response paused
 */
public record UpstreamAnswer(ResponseHead head, HttpClientResponse response) {
  static UpstreamAnswer of(HttpClientResponse response) {
    // Replaced by whoever reads it; until then a lost connection is nobody's concern.
    response.pause().exceptionHandler(_ -> {});
    return new UpstreamAnswer(
        new ResponseHead(response.statusCode(), fields(response.headers())), response);
  }

  /** All lines of the map, in its order. */
  public static FieldList fields(MultiMap map) {
    List<Field> fields = new ArrayList<>(map.size());
    for (Map.Entry<String, String> entry : map) {
      fields.add(new Field(entry.getKey(), entry.getValue()));
    }
    return new FieldList(fields);
  }

  /** Lets go of what has not been read. */
  public void cancel() {
    response.request().reset();
  }
}
