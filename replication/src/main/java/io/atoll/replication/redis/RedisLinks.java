package io.atoll.replication.redis;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A link to the same Redis for each event loop that asks for one: a request and its answer stay on
 * the loop of the caller. What two loops send may arrive in another order than it was sent in; what
 * one loop sends does not. Safe for use by many threads.
 */
public final class RedisLinks {
  private final Vertx vertx;
  private final String uri;
  private final Duration timeout;
  private final Map<EventLoop, RedisLink> links = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** As {@link RedisLink#RedisLink}; does not connect yet. */
  public RedisLinks(Vertx vertx, String uri, Duration timeout) {
    this.vertx = vertx;
    this.uri = uri;
    this.timeout = timeout;
  }

  /** The one of the caller's event loop. */
  public RedisLink here() {
    EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    RedisLink link = links.computeIfAbsent(loop, _ -> new RedisLink(vertx, uri, timeout));
    if (closed) {
      var _ = link.close();
    }
    return link;
  }

  /** Ends all connections; later requests over them fail. */
  public Future<Void> close() {
    closed = true;
    return Future.join(List.copyOf(links.values()).stream().map(RedisLink::close).toList())
        .mapEmpty();
  }
}
