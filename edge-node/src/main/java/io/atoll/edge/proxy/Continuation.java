package io.atoll.edge.proxy;

import io.atoll.edge.http.ByteRange;
import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.PartialContent;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.edge.page.Incomplete;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream is to be asked for so that a stored answer is whole.
 *
 * @param missing all that is missing
 */
record Continuation(Incomplete parts, ByteRange missing) {
  /** Null: more than one part is missing, and the whole is asked for sooner. */
  static @Nullable Continuation of(Incomplete parts) {
    List<ByteRange> missing = parts.missing();
    return missing.size() == 1 ? new Continuation(parts, missing.getFirst()) : null;
  }

  private ResponseHead stored() {
    return parts.description().head();
  }

  List<Field> question() {
    return PartialContent.question(stored().fields(), missing);
  }

  boolean isAnsweredBy(ResponseHead answer) {
    FieldList fields = answer.fields();
    return PartialContent.fills(missing, stored().fields(), parts.length(), answer)
        && (!fields.has("vary") || Vary.of(fields).equals(parts.description().vary()));
  }

  /** The head of the whole answer, once that came. */
  ResponseHead whole(ResponseHead answer) {
    return PartialContent.combined(stored(), PartialContent.whole(answer, parts.length()));
  }

  /** What is there before it. */
  Buffer before() {
    return missing.first() == 0 ? Buffer.buffer() : there(0, missing.first() - 1);
  }

  /** What is there after it. */
  Buffer after() {
    long next = missing.last() + 1;
    return next == parts.length() ? Buffer.buffer() : there(next, parts.length() - 1);
  }

  private Buffer there(long first, long last) {
    Buffer bytes = parts.slice(new ByteRange(first, last));
    if (bytes == null) {
      throw new IllegalStateException(
          "expected bytes %d to %d to be there, but %s is missing"
              .formatted(first, last, parts.missing()));
    }
    return bytes;
  }
}
