package io.atoll.replication.log;

import io.atoll.core.operation.Bytes;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.time.HybridTimestamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link ByteWriter} wrote; anything else is {@link UnreadableException}. */
public final class ByteReader {
  private static final KnownIncarnations INCARNATIONS = new KnownIncarnations();

  private final String what;
  private final ByteBuffer bytes;

  /**
   * @param what the thing that is read, for messages
   */
  public ByteReader(String what, byte[] bytes) {
    this.what = what;
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /** Reads the version byte and refuses all but this one. */
  public ByteReader version(int known) {
    int found = int8();
    if (found != known) {
      throw UnreadableException.version(what, found, known);
    }
    return this;
  }

  public int int8() {
    need(1);
    return bytes.get() & 0xFF;
  }

  public long int64() {
    need(Long.BYTES);
    return bytes.getLong();
  }

  public long variable() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      int next = int8();
      value |= (next & 0x7FL) << shift;
      if (next <= 0x7F) {
        return value;
      }
    }
    throw damaged("a number runs over 63 bits");
  }

  /** A {@link #variable} that must fit an int. */
  public int count(String of) {
    long count = variable();
    if (count > Integer.MAX_VALUE) {
      throw damaged("%d %s are more than %d".formatted(count, of, Integer.MAX_VALUE));
    }
    return (int) count;
  }

  public String text() {
    return new String(array(), StandardCharsets.UTF_8);
  }

  public IncarnationId incarnation() {
    long length = variable();
    need(length);
    int from = bytes.position();
    bytes.position(from + (int) length);
    try {
      return INCARNATIONS.read(bytes.array(), from, (int) length);
    } catch (IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  public HybridTimestamp timestamp() {
    long packed = int64();
    if (packed < 0) {
      throw damaged("timestamp %d is negative".formatted(packed));
    }
    return new HybridTimestamp(packed);
  }

  public Bytes bytes() {
    return Bytes.wrap(array());
  }

  private byte[] array() {
    long length = variable();
    need(length);
    byte[] content = new byte[(int) length];
    bytes.get(content);
    return content;
  }

  private void need(long count) {
    if (bytes.remaining() < count) {
      throw damaged("%d bytes are missing".formatted(count - bytes.remaining()));
    }
  }

  /** Nothing may follow. */
  public void end() {
    if (bytes.hasRemaining()) {
      throw damaged("%d bytes follow its end".formatted(bytes.remaining()));
    }
  }

  public UnreadableException damaged(String how) {
    return new UnreadableException(
        "%s is damaged: %s at byte %d of %d"
            .formatted(what, how, bytes.position(), bytes.capacity()));
  }
}
