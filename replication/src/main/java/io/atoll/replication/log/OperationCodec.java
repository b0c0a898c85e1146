package io.atoll.replication.log;

import io.atoll.core.operation.Condition;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a log record: the key is the record's key, the rest its value.
 *
 * <pre>
 * version (1)  flags (1 has trace, 2 has context, 4 has condition, 8 has idempotency key)
 * timestamp int64  [trace text]  [context]  [condition: offset + 1]  [idempotency key text]
 * mutation, see {@link MutationCodec}
 * </pre>
 */
public final class OperationCodec {
  static final int VERSION = 2;
  private static final int HAS_TRACE = 1;
  private static final int HAS_CONTEXT = 2;
  private static final int HAS_CONDITION = 4;
  private static final int HAS_IDEMPOTENCY_KEY = 8;

  private OperationCodec() {}

  /** The value of the log record. */
  public static byte[] encode(Operation operation) {
    ByteWriter out = new ByteWriter(MutationCodec.size(operation.mutation()));
    write(out, operation);
    return out.toBytes();
  }

  /** Writes all but the key. */
  static void write(ByteWriter out, Operation operation) {
    String trace = operation.traceParent();
    Watermark context = operation.context();
    boolean hasContext = !context.equals(Watermark.ZERO);
    Condition condition = operation.condition();
    String idempotencyKey = operation.idempotencyKey();
    out.int8(VERSION)
        .int8(
            (trace == null ? 0 : HAS_TRACE)
                | (hasContext ? HAS_CONTEXT : 0)
                | (condition == null ? 0 : HAS_CONDITION)
                | (idempotencyKey == null ? 0 : HAS_IDEMPOTENCY_KEY))
        .int64(operation.timestamp().packed());
    if (trace != null) {
      out.text(trace);
    }
    if (hasContext) {
      WatermarkCodec.write(out, context);
    }
    if (condition != null) {
      out.variable(condition.lastOwnOffset() + 1);
    }
    if (idempotencyKey != null) {
      out.text(idempotencyKey);
    }
    MutationCodec.write(out, operation.mutation());
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
    ByteReader in = new ByteReader("operation on '" + of + "'", value);
    Operation operation = read(in, of);
    in.end();
    return operation;
  }

  /** Reads what {@link #write} wrote. */
  static Operation read(ByteReader in, Key of) {
    int flags = in.version(VERSION).int8();
    HybridTimestamp timestamp = in.timestamp();
    String trace = (flags & HAS_TRACE) == 0 ? null : in.text();
    Watermark context = (flags & HAS_CONTEXT) == 0 ? Watermark.ZERO : WatermarkCodec.read(in);
    Condition condition = (flags & HAS_CONDITION) == 0 ? null : new Condition(in.variable() - 1);
    String idempotencyKey = (flags & HAS_IDEMPOTENCY_KEY) == 0 ? null : in.text();
    Mutation mutation = MutationCodec.read(in);
    try {
      return new Operation(of, mutation, timestamp, context, condition, idempotencyKey, trace);
    } catch (IllegalArgumentException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
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
