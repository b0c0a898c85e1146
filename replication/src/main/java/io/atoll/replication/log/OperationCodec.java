package io.atoll.replication.log;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.time.HybridTimestamp;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a log record: the key is the record's key, the rest its value.
 *
 * <pre>
 * version (1)  case (1 put, 2 remove)  flags (1 has trace, 2 has deadline)  timestamp int64
 * [trace text]  put: [deadline int64] content-type text, value bytes
 * </pre>
 */
public final class OperationCodec {
  static final int VERSION = 1;
  private static final int PUT = 1;
  private static final int REMOVE = 2;
  private static final int HAS_TRACE = 1;
  private static final int HAS_DEADLINE = 2;

  private OperationCodec() {}

  /** The value of the log record. */
  public static byte[] encode(Operation operation) {
    return switch (operation.mutation()) {
      case Mutation.PutRegister put -> {
        Long deadline = put.deadlineMillis();
        ByteWriter out =
            head(operation, PUT, deadline == null ? 0 : HAS_DEADLINE, put.value().size() + 160);
        if (deadline != null) {
          out.int64(deadline);
        }
        yield out.text(put.contentType()).bytes(put.value()).toBytes();
      }
      case Mutation.RemoveRegister() -> head(operation, REMOVE, 0, 80).toBytes();
    };
  }

  private static ByteWriter head(Operation operation, int mutation, int flags, int expectedSize) {
    String trace = operation.traceParent();
    ByteWriter out =
        new ByteWriter(expectedSize)
            .int8(VERSION)
            .int8(mutation)
            .int8(trace == null ? flags : flags | HAS_TRACE)
            .int64(operation.timestamp().packed());
    return trace == null ? out : out.text(trace);
  }

  /**
   * The operation of a log record.
   *
   * @throws UnreadableException if the record is of another version, or damaged
   */
  public static Operation decode(byte @Nullable [] key, byte @Nullable [] value) {
    if (key == null || value == null) {
      throw new UnreadableException("operation is damaged: its record has no key or no value");
    }
    Key of = key(key);
    ByteReader in = new ByteReader("operation on '" + of + "'", value).version(VERSION);
    int mutation = in.int8();
    int flags = in.int8();
    long timestamp = in.int64();
    String trace = (flags & HAS_TRACE) == 0 ? null : in.text();
    Mutation decoded =
        switch (mutation) {
          case PUT -> put(in, (flags & HAS_DEADLINE) != 0);
          case REMOVE -> new Mutation.RemoveRegister();
          default -> throw in.damaged("case %d is not known".formatted(mutation));
        };
    in.end();
    if (timestamp < 0) {
      throw in.damaged("timestamp %d is negative".formatted(timestamp));
    }
    return new Operation(of, decoded, new HybridTimestamp(timestamp), trace);
  }

  private static Mutation put(ByteReader in, boolean hasDeadline) {
    Long deadline = hasDeadline ? in.int64() : null;
    if (deadline != null && deadline < 0) {
      throw in.damaged("deadline %d is before 1970".formatted(deadline));
    }
    String contentType = in.text();
    return new Mutation.PutRegister(in.bytes(), contentType, deadline);
  }

  private static Key key(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      return Key.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("operation is damaged: " + e.getMessage());
    }
  }
}
