package io.atoll.core.operation;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What a write is about: a name in a namespace.
 *
 * @param namespace 1 to {@value #NAMESPACE_LENGTH_MAX} of {@code a-z 0-9 -}, starting with a letter
 * @param name any non-empty text of at most {@value #NAME_BYTES_MAX} bytes of UTF-8; a namespace
 *     may set a lower bound
 */
public record Key(String namespace, String name) {
  public static final int NAMESPACE_LENGTH_MAX = 64;

  /** What a log can carry; the edge's own limit is lower and configurable. */
  public static final int NAME_BYTES_MAX = 4096;

  public Key {
    if (!Namespace.isName(namespace)) {
      throw new IllegalArgumentException(
          "namespace '%s' is not 1 to %d of a-z, 0-9 and '-', starting with a letter"
              .formatted(namespace, NAMESPACE_LENGTH_MAX));
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name in namespace '%s' is empty".formatted(namespace));
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > NAME_BYTES_MAX) {
      throw new IllegalArgumentException(
          "name in namespace '%s' has %d bytes, more than %d"
              .formatted(namespace, bytes, NAME_BYTES_MAX));
    }
  }

  /** Reads what {@link #toString} wrote; the name may contain slashes, the namespace can't. */
  public static Key parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "key '%s' is not of the form namespace/name".formatted(text));
    }
    return new Key(text.substring(0, slash), text.substring(slash + 1));
  }

  /** {@code namespace/name} in UTF-8: the record key in every log. */
  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The partition this key belongs to, the same in every region: CRC-32C of {@link #bytes} modulo
   * the partition count.
   *
   * @param partitions at least 1
   */
  public int partition(int partitions) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes());
    return (int) (checksum.getValue() % partitions);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
