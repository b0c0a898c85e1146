package io.atoll.replication.redis;

import io.vertx.redis.client.Response;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a script answered: a list of numbers, texts and bytes, of which some may be missing. */
record Answer(Response response) {
  int size() {
    return response.size();
  }

  long number(int index) {
    return Long.parseLong(text(index));
  }

  String text(int index) {
    return Objects.requireNonNull(response.get(index), "answer").toString();
  }

  byte[] bytes(int index) {
    return Objects.requireNonNull(bytesOrNull(index), "answer");
  }

  byte @Nullable [] bytesOrNull(int index) {
    Response found = response.get(index);
    return found == null ? null : found.toBytes();
  }

  /** Whether this text stands there. */
  boolean is(int index, String expected) {
    Response found = response.get(index);
    return found != null && found.toString().equals(expected);
  }
}
