package io.atoll.edge.server;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it goes over the wire.
 *
 * @param status of it
 * @param head status line and all fields, up to the empty line; never written to
 * @param body never written to
 * @param outside where the same body may be had without copying it
 */
public record QuickAnswer(int status, Buffer head, Buffer body, Outside outside) {
  /** A body's copy outside the heap, which the kernel reads where it is. */
  @FunctionalInterface
  public interface Outside {
    /** There never is one. */
    Outside NONE = () -> null;

    /** All of it, for the caller to release; null: there is none now, the bytes are in the heap. */
    @Nullable ByteBuf take();
  }
}
