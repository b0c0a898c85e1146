package io.atoll.edge.peer;

import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.server.Exchange;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.net.HttpClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Hands reads on to other regions, one edge after the other until one answers, within a bound. What
 * is handed on is marked with {@link #FORWARDED}: whoever gets it answers from what it has at once,
 * or not at all.
 */
public final class PeerReads {
  /** On a request that an edge of another region sent, and names that region. */
  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("atoll-forwarded");

  /** Handed on at one time; more are not, since a region that is behind must not fill up. */
  private static final int READS_MAX = 256;

  private static final int CONNECTIONS_PER_EDGE = 16;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);

  /** What the answer depends on. */
  private static final List<CharSequence> ASKED =
      List.of(
          HttpHeaders.AUTHORIZATION,
          HttpHeaders.IF_MATCH,
          HttpHeaders.IF_NONE_MATCH,
          HttpHeaders.ACCEPT,
          HttpHeaders.createOptimized("atoll-session"),
          HttpHeaders.createOptimized("traceparent"));

  /** Those that say something of the data; of others, another region may know more. */
  private static final Set<Integer> ANSWERS = Set.of(200, 304, 404, 412);

  private final HttpClient client;
  private final RegionId here;
  private final List<Peer> peers;
  private final Predicate<RegionId> counts;
  private final Duration patience;
  private final int bodyBytesMax;
  private final MonotonicClock clock;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * @param here this region
   * @param counts whether a region is a member: an expelled one may show what others deleted
   * @param patience for all edges that are asked together
   * @param bodyBytesMax of an answer; a longer one counts as none
   */
  public PeerReads(
      Vertx vertx,
      RegionId here,
      List<Peer> peers,
      Predicate<RegionId> counts,
      Duration patience,
      int bodyBytesMax,
      MonotonicClock clock) {
    this.here = here;
    this.peers = List.copyOf(peers);
    this.counts = counts;
    this.patience = patience;
    this.bodyBytesMax = bodyBytesMax;
    this.clock = clock;
    client =
        HttpClients.of(
            vertx,
            new HttpClientOptions().setConnectTimeout((int) CONNECT_MAX.toMillis()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_EDGE));
  }

  /** Whether another region handed this request on. */
  public static boolean isForwarded(Exchange exchange) {
    return exchange.header(FORWARDED) != null;
  }

  /**
   * Asks other regions.
   *
   * @param asked a GET or HEAD
   * @param first the regions that are known to have what is asked for
   * @return empty: none answered in time; never fails
   */
  public Future<Optional<PeerAnswer>> read(Exchange asked, Set<RegionId> first) {
    if (underWay.incrementAndGet() > READS_MAX) {
      underWay.decrementAndGet();
      return Future.succeededFuture(Optional.empty());
    }
    Asking asking = new Asking(asked, edges(first), clock.nanos() + patience.toNanos());
    return asking.next(0).onComplete(_ -> underWay.decrementAndGet());
  }

  private record Edge(RegionId region, HostPort address) {}

  private List<Edge> edges(Set<RegionId> first) {
    List<Edge> edges = new ArrayList<>();
    peers.stream()
        .filter(peer -> counts.test(peer.region()))
        .sorted(Comparator.comparing((Peer peer) -> !first.contains(peer.region())))
        .forEach(
            peer -> peer.edges().forEach(address -> edges.add(new Edge(peer.region(), address))));
    return edges;
  }

  /** One read while it is handed on. */
  private final class Asking {
    private final Exchange asked;
    private final List<Edge> edges;
    private final long deadlineNanos;

    Asking(Exchange asked, List<Edge> edges, long deadlineNanos) {
      this.asked = asked;
      this.edges = edges;
      this.deadlineNanos = deadlineNanos;
    }

    /** Asks this edge, and the following ones if it has no answer. */
    Future<Optional<PeerAnswer>> next(int index) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - clock.nanos());
      if (index == edges.size() || leftMillis < 1) {
        return Future.succeededFuture(Optional.empty());
      }
      // Half of what is left, so that one that hangs leaves time for another.
      long timeoutMillis = Math.max(1, index + 1 == edges.size() ? leftMillis : leftMillis / 2);
      return ask(edges.get(index), timeoutMillis)
          .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
          .otherwise(Optional.empty())
          .compose(answer -> answer.isPresent() ? Future.succeededFuture(answer) : next(index + 1));
    }

    private Future<Optional<PeerAnswer>> ask(Edge edge, long timeoutMillis) {
      RequestOptions options =
          new RequestOptions()
              .setMethod(asked.method())
              .setHost(edge.address.host())
              .setPort(edge.address.port())
              .setURI(uri())
              .setTimeout(timeoutMillis);
      return client
          .request(options)
          .compose(request -> send(request))
          .compose(response -> answer(edge, response));
    }

    private String uri() {
      String query = asked.query();
      return Objects.requireNonNullElse(asked.path(), "/") + (query == null ? "" : "?" + query);
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
      for (CharSequence name : ASKED) {
        List<String> lines = asked.headers(name);
        if (!lines.isEmpty()) {
          request.putHeader(name, String.join(", ", lines));
        }
      }
      return request.putHeader(FORWARDED, here.value()).send();
    }

    private Future<Optional<PeerAnswer>> answer(Edge edge, HttpClientResponse response) {
      // Edges say how long an answer is, so that none is read without a bound.
      String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
      boolean empty = response.statusCode() == 304 || asked.method().equals(HttpMethod.HEAD);
      boolean fits = empty || (length != null && Long.parseLong(length) <= bodyBytesMax);
      if (!fits || !ANSWERS.contains(response.statusCode())) {
        response.request().reset();
        return Future.succeededFuture(Optional.empty());
      }
      return response
          .body()
          .map((Buffer body) ->
              Optional.of(
                  new PeerAnswer(edge.region, response.statusCode(), response.headers(), body)));
    }
  }

  /** Closes its connections. */
  public Future<Void> close() {
    return client.close();
  }
}
