package io.atoll.edge.kv;

import io.atoll.core.operation.Bytes;
import io.atoll.edge.server.Exchange;
import io.atoll.replication.cell.Json;
import org.jspecify.annotations.Nullable;

/** Bodies of the form {@code {"delta": 1}}. */
final class JsonBody {
  private JsonBody() {}

  /**
   * The whole number that is the body's only member; null: there is none, and the call was refused.
   *
   * @param max on both sides of zero
   */
  static @Nullable Long number(Exchange exchange, Bytes body, String member, long max) {
    try {
      Json.Fields object = Json.object(body);
      if (object.fields().size() == 1
          && object.fields().get(member) instanceof Json.Leaf(String text)) {
        long number = Long.parseLong(text);
        if (number <= max && number >= -max) {
          return number;
        }
      }
      KvHandler.refuse(exchange, WriteProblems.notANumber(member, max));
    } catch (NumberFormatException e) {
      KvHandler.refuse(exchange, WriteProblems.notANumber(member, max));
    } catch (IllegalArgumentException e) {
      KvHandler.refuse(exchange, WriteProblems.badJson(String.valueOf(e.getMessage())));
    }
    return null;
  }
}
