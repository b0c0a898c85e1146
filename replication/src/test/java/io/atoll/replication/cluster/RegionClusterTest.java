package io.atoll.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.parts.FreePort;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegionClusterTest {
  private static final String ADDRESS = "atoll.edge.edge-1.invalidate";
  private static final int DEADLINE_SECONDS = 20;

  private final List<Vertx> started = new ArrayList<>();

  @AfterEach
  void leave() throws Exception {
    Future.join(started.stream().map(Vertx::close).toList()).await(30, TimeUnit.SECONDS);
  }

  @Test
  void membersThatStartAtOnceReachEachOtherOnTheBus() throws Exception {
    List<HostPort> members = List.of(freePort(), freePort());
    Future<Vertx> first = join("us-east", members.get(0), members);
    Future<Vertx> second = join("us-east", members.get(1), members);
    Vertx edge = first.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    Vertx replicator = second.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    started.addAll(List.of(edge, replicator));

    edge.eventBus()
        .<JsonObject>consumer(ADDRESS, message -> message.reply(new JsonObject()))
        .completion()
        .await(DEADLINE_SECONDS, TimeUnit.SECONDS);

    assertThat(replyWithinDeadline(replicator).body()).isEqualTo(new JsonObject());
  }

  @Test
  void membersOfAnotherRegionStayApart() throws Exception {
    List<HostPort> members = List.of(freePort(), freePort());
    Vertx east = join("us-east", members.get(0), members).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    started.add(east);
    Vertx west = join("eu-west", members.get(1), members).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    started.add(west);
    east.eventBus()
        .<JsonObject>consumer(ADDRESS, message -> message.reply(new JsonObject()))
        .completion()
        .await(DEADLINE_SECONDS, TimeUnit.SECONDS);

    Future<Message<JsonObject>> reply = ask(west);

    assertThat(
            Future.join(reply, Future.succeededFuture())
                .otherwiseEmpty()
                .await(5, TimeUnit.SECONDS))
        .isNull();
    assertThat(reply.cause()).hasMessageContaining("No handlers for address");
  }

  /** Registrations reach other members a moment after they are made. */
  private static Message<JsonObject> replyWithinDeadline(Vertx from) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (true) {
      try {
        return ask(from).await(5, TimeUnit.SECONDS);
      } catch (Exception e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  private static Future<Message<JsonObject>> ask(Vertx from) {
    return from.eventBus()
        .request(ADDRESS, new JsonObject(), new DeliveryOptions().setSendTimeout(200));
  }

  private static Future<Vertx> join(String region, HostPort listen, List<HostPort> members) {
    return new RegionCluster(listen, members).vertx(RegionId.of(region)).create(new VertxOptions());
  }

  private static HostPort freePort() {
    return new HostPort("127.0.0.1", FreePort.on("127.0.0.1"));
  }
}
