package io.atoll.edge.peer;

import io.atoll.core.region.RegionId;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * What a peer answered.
 *
 * @param headers all that it sent
 */
public record PeerAnswer(RegionId region, int status, MultiMap headers, Buffer body) {}
