package io.atoll.edge.server;

import io.vertx.core.buffer.Buffer;

/**
 * An answer as it goes over the wire.
 *
 * @param status of it
 * @param head status line and all fields, up to the empty line; never written to
 * @param body never written to
 */
public record QuickAnswer(int status, Buffer head, Buffer body) {}
