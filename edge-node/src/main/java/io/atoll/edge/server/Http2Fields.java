package io.atoll.edge.server;

import io.atoll.edge.http.Fields;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header fields of a request in HTTP/2 where they are, without a copy. */
record Http2Fields(Http2Headers fields) implements Fields {
  @Override
  public List<String> lines(String name) {
    return fields.getAll(name).stream().map(CharSequence::toString).toList();
  }

  @Override
  public @Nullable String first(String name) {
    CharSequence value = fields.get(name);
    return value == null ? null : value.toString();
  }
}
