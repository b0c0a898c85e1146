package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.ResponseHead;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The head of an answer, and its body, which waits to be read. */
public record UpstreamAnswer(ResponseHead head, AnswerBody body) {
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
    body.cancel();
  }
}
