package io.atoll.edge.invalidate;

import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.peer.Peer;
import io.atoll.runtime.net.HttpClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What has become of purges in every region: this one's edges know of this one, others are asked.
 */
final class PurgeStates {
  private static final int CONNECTIONS_PER_EDGE = 32;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);

  private final HttpClient client;
  private final RegionId here;
  private final AppliedPurges applied;
  private final SortedMap<RegionId, PurgeWitness> witnesses = new TreeMap<>();
  private final Supplier<RoutingTable> table;
  private final PurgeIds ids;
  private final MonotonicClock clock;

  /**
   * @param here this region
   * @param table the newest one known: who is expelled is not waited for
   */
  PurgeStates(
      Vertx vertx,
      RegionId here,
      List<Peer> peers,
      AppliedPurges applied,
      Supplier<RoutingTable> table,
      PurgeIds ids,
      MonotonicClock clock) {
    this.here = here;
    this.applied = applied;
    this.table = table;
    this.ids = ids;
    this.clock = clock;
    client =
        HttpClients.of(
            vertx,
            new HttpClientOptions().setConnectTimeout((int) CONNECT_MAX.toMillis()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_EDGE));
    for (Peer peer : peers) {
      if (!peer.edges().isEmpty()) {
        witnesses.put(peer.region(), new PurgeWitness(vertx, client, peer, clock));
      }
    }
  }

  /** What has become of it in this region alone. */
  Future<RegionState> here(Position purge, Duration patience) {
    return applied.await(purge, patience);
  }

  /** What is known without asking anybody. */
  SortedMap<RegionId, RegionState> known(Position purge) {
    SortedMap<RegionId, RegionState> states = others();
    states.replaceAll((region, state) ->
        witnesses.containsKey(region) && state instanceof RegionState.Pending
            ? new RegionState.Pending("not asked yet")
            : state);
    states.put(here, applied.state(purge));
    return states;
  }

  /**
   * Asks every region, each until it has applied the purge.
   *
   * @param patience how long that is waited for at most
   * @return by region; never fails
   */
  Future<SortedMap<RegionId, RegionState>> ask(Position purge, Duration patience) {
    long deadline = clock.nanos() + patience.toNanos();
    String id = ids.of(purge);
    SortedMap<RegionId, RegionState> states = others();
    List<Future<?>> asked = new ArrayList<>();
    asked.add(applied.await(purge, patience).onSuccess(state -> put(states, here, state)));
    for (Map.Entry<RegionId, PurgeWitness> witness : witnesses.entrySet()) {
      if (isPending(states, witness.getKey())) {
        asked.add(
            witness
                .getValue()
                .ask(id, deadline)
                .onSuccess(state -> put(states, witness.getKey(), state)));
      }
    }
    return Future.join(asked).transform(_ -> Future.succeededFuture(states));
  }

  private static boolean isPending(Map<RegionId, RegionState> states, RegionId region) {
    synchronized (states) {
      return states.get(region) instanceof RegionState.Pending;
    }
  }

  private static void put(Map<RegionId, RegionState> states, RegionId region, RegionState state) {
    synchronized (states) {
      states.put(region, state);
    }
  }

  /** Every other region that this edge or the routing table names. */
  private SortedMap<RegionId, RegionState> others() {
    RoutingTable known = table.get();
    SortedMap<RegionId, RegionState> states = new TreeMap<>();
    known
        .regions()
        .keySet()
        .forEach(region ->
            states.put(region, new RegionState.Pending("peers names no edge of it to ask")));
    witnesses
        .keySet()
        .forEach(region -> states.put(region, new RegionState.Pending("it did not say")));
    known.expelled().forEach(region -> states.put(region, new RegionState.Expelled()));
    states.remove(here);
    return states;
  }

  /** Closes its connections. */
  Future<Void> close() {
    return client.close();
  }
}
