package io.atoll.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.EdgeEntry;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.core.time.HybridTimestamp;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoutingTableJsonTest {
  private static final RegionId REGION = RegionId.of("us-east");
  private static final RoutingTable TABLE =
      new RoutingTable(
          new HybridTimestamp(115_791_962_112_000_003L),
          new TreeMap<>(
              Map.of(
                  REGION,
                  new RegionEntry(
                      REGION,
                      new Coordinates(38.95, -77.45),
                      RegionState.DRAINED,
                      100,
                      List.of(new EdgeEntry("edge-1", "127.0.1.1", 8080, true)),
                      "maintenance"))),
          new TreeMap<>(
              Map.of(
                  "profiles", new Namespace("profiles", Kind.REGISTER, null),
                  "sessions",
                      new Namespace(
                          "sessions",
                          Kind.REGISTER,
                          Duration.ofHours(1),
                          Durability.LOCAL,
                          null,
                          null,
                          true))),
          new TreeSet<>(Set.of(new IncarnationId(REGION, "kq3XbW0qQ7"))));
  private static final String JSON =
      """
      {"version": "115791962112000003",
       "regions": [{"id": "us-east", "latitude": 38.95, "longitude": -77.45, "state": "drained", "weight": 100,
                    "edges": [{"node": "edge-1", "address": "127.0.1.1", "port": 8080, "healthy": true}],
                    "reason": "maintenance"}],
       "namespaces": [{"name": "profiles", "kind": "register", "default-ttl-seconds": null, "durability": "local"},
                      {"name": "sessions", "kind": "register", "default-ttl-seconds": 3600, "durability": "local",
                       "purges-pages": true}],
       "ended": ["us-east~kq3XbW0qQ7"]}
      """;

  @Test
  void theShapeIsPinned() {
    assertThat(RoutingTableJson.write(TABLE)).isEqualTo(new JsonObject(JSON));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    JsonObject overTheWire = new JsonObject(RoutingTableJson.write(TABLE).encode());

    assertThat(RoutingTableJson.read(overTheWire)).isEqualTo(TABLE);
  }

  @Test
  void anOlderFollowerIgnoresMembersItDoesNotKnow() {
    assertThat(RoutingTableJson.read(new JsonObject(JSON).put("novelty", 1))).isEqualTo(TABLE);
  }

  @Test
  void aTableOfBeforeRegionsCouldBeExpelledIsRead() {
    JsonObject former = new JsonObject(JSON);
    former.remove("ended");
    assertThat(RoutingTableJson.read(former).ended()).isEmpty();
  }

  @Test
  void halfATableIsRefused() {
    assertThatThrownBy(() -> RoutingTableJson.read(new JsonObject("{\"version\":\"1\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("routing table without 'regions' where one is needed");
    assertThatThrownBy(
            () -> RoutingTableJson.read(new JsonObject(JSON.replace("drained", "evaporated"))))
        .hasMessage(
            "'evaporated' is not a RegionState this version knows; update this process first");
  }
}
