package io.atoll.replication.cell;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes operations, by hand and at random. */
public final class Operations {
  public static final Key ADA = new Key("profiles", "ada");

  private Operations() {}

  public static Operation put(Key key, long packed, String value) {
    return put(key, packed, value, null);
  }

  public static Operation put(Key key, long packed, String value, @Nullable Long deadlineMillis) {
    return new Operation(
        key,
        new Mutation.PutRegister(Bytes.utf8(value), "text/plain", deadlineMillis),
        new HybridTimestamp(packed),
        null);
  }

  public static Operation remove(Key key, long packed) {
    return new Operation(key, new Mutation.RemoveRegister(), new HybridTimestamp(packed), null);
  }

  public static Position at(String incarnation, long offset) {
    return new Position(IncarnationId.parse(incarnation), 0, offset);
  }

  /** Any operation, with a timestamp from so few that ties and disorder are common. */
  public static Operation any(Random random, Key key) {
    HybridTimestamp timestamp = HybridTimestamp.of(random.nextInt(3), random.nextInt(3));
    String trace = random.nextInt(4) == 0 ? "00-" + random.nextLong() + "-01" : null;
    if (random.nextInt(4) == 0) {
      return new Operation(key, new Mutation.RemoveRegister(), timestamp, trace);
    }
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    Long deadline = random.nextBoolean() ? null : (long) random.nextInt(4);
    return new Operation(
        key, new Mutation.PutRegister(Bytes.wrap(value), "a/b", deadline), timestamp, trace);
  }
}
