package io.atoll.edge.cache;

import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Register;
import io.atoll.replication.log.CellCodec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Strong entity tags, made of what a cell has merged: equal in regions that have merged the same.
 */
public final class EntityTag {
  /** Of the digest: 96 bits don't collide by accident. */
  private static final int BYTES = 12;

  private EntityTag() {}

  /** With its quotes: a register's says where its operation stands, others are digests. */
  public static String of(Cell cell) {
    return cell.value() instanceof Register register && register.winner() != null
        ? "\"" + register.winner() + "\""
        : of(CellCodec.merged(cell));
  }

  /** The tag of what is there to read at this wall time; null: nothing is. */
  public static @Nullable String of(@Nullable Cell cell, long millis) {
    return cell == null || !cell.value().isPresent(millis) ? null : of(cell);
  }

  /** The tag of some bytes. */
  public static String of(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "\""
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES))
          + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every JDK", e);
    }
  }
}
