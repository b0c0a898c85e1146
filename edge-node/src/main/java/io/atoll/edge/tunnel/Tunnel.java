package io.atoll.edge.tunnel;

import io.atoll.core.time.MonotonicClock;
import java.time.Duration;

/**
 * A client and an upstream that talk to each other, one as fast as the other reads. What waits in
 * between is bounded by the high watermark of a channel and one read, each way. When one side has
 * nothing more to say, the other is told once it has got everything; when one side is gone, so is
 * the other. Used on the one event loop of both.
 */
public final class Tunnel {
  private final TunnelEnd client;
  private final TunnelEnd upstream;
  private final MonotonicClock clock;
  private final Duration idleMax;
  private long movedNanos;

  private Tunnel(TunnelEnd client, TunnelEnd upstream, Duration idleMax, MonotonicClock clock) {
    this.client = client;
    this.upstream = upstream;
    this.idleMax = idleMax;
    this.clock = clock;
    movedNanos = clock.nanos();
  }

  /**
   * Lets two held ends go on as one.
   *
   * @param idleMax without a byte either way, after which both are closed
   */
  public static Tunnel join(
      TunnelEnd client, TunnelEnd upstream, Duration idleMax, MonotonicClock clock) {
    if (!client.sharesLoopWith(upstream)) {
      throw new IllegalStateException("expected both ends on one event loop, but there are two");
    }
    Tunnel tunnel = new Tunnel(client, upstream, idleMax, clock);
    client.open(upstream, tunnel::moved);
    upstream.open(client, tunnel::moved);
    return tunnel;
  }

  private void moved() {
    movedNanos = clock.nanos();
  }

  /** Bytes that came from the upstream. */
  public long bytesToClient() {
    return upstream.bytes();
  }

  /** Bytes that came from the client. */
  public long bytesToUpstream() {
    return client.bytes();
  }

  /** Closes both if nothing has come for too long. */
  public void sweep(long nowNanos) {
    if (nowNanos - movedNanos > idleMax.toNanos()) {
      close();
    }
  }

  public void close() {
    client.close();
    upstream.close();
  }
}
