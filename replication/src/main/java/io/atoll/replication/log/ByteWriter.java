package io.atoll.replication.log;

import io.atoll.core.operation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the codecs' primitives, big endian, into an array that grows. */
public final class ByteWriter {
  private byte[] bytes;
  private int size;

  public ByteWriter(int expectedSize) {
    bytes = new byte[expectedSize];
  }

  public ByteWriter int8(int value) {
    room(1)[size++] = (byte) value;
    return this;
  }

  public ByteWriter int64(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Seven bits a byte, lowest first, the high bit set on all but the last; not negative. */
  public ByteWriter variable(long value) {
    long rest = value;
    while (rest > 0x7F) {
      int8((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    return int8((int) rest);
  }

  public ByteWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public ByteWriter bytes(Bytes value) {
    return bytes(value.unsafeArray());
  }

  private ByteWriter bytes(byte[] value) {
    variable(value.length);
    System.arraycopy(value, 0, room(value.length), size, value.length);
    size += value.length;
    return this;
  }

  private byte[] room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
    return bytes;
  }

  public byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
