package io.atoll.edge.server;

import io.atoll.edge.http.Fields;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's header fields where they are, without a copy. */
record RequestFields(MultiMap map) implements Fields {
  @Override
  public List<String> lines(String name) {
    return map.contains(name) ? map.getAll(name) : List.of();
  }

  @Override
  public @Nullable String first(String name) {
    return map.get(name);
  }
}
