package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionStatesTest {
  private static final List<String> REGIONS = List.of("us-east", "eu-west", "ap-northeast");
  private static final JsonArray NODES =
      new JsonArray()
          .add(new JsonObject().put("id", "us-east/edge-1"))
          .add(new JsonObject().put("id", "eu-west/edge-1"))
          .add(new JsonObject().put("id", "ap-northeast/kafka"))
          .add(new JsonObject().put("id", "ap-northeast/replicator"));

  /** A routing table with these states of the regions. */
  private static JsonObject table(String... states) {
    JsonArray regions = new JsonArray();
    for (int i = 0; i < states.length; i++) {
      regions.add(new JsonObject().put("id", REGIONS.get(i)).put("state", states[i]));
    }
    return new JsonObject().put("regions", regions);
  }

  private static RegionStates said(JsonObject... tables) {
    return RegionStates.of(Arrays.asList(tables));
  }

  private static List<String> awaited(RegionStates states) {
    return states.awaited(NODES).stream().map(node -> node.getString("id")).toList();
  }

  @Test
  void aRegionThatWasExpelledIsNotWaitedForAndItIsSaidHowToReadmitIt() {
    JsonObject table = table("up", "drained", "expelled");
    RegionStates states = said(table, table, table);
    assertThat(states.isSettled(3)).isTrue();
    assertThat(awaited(states)).containsExactly("us-east/edge-1", "eu-west/edge-1");
    assertThat(states.advice())
        .singleElement()
        .asString()
        .contains("ap-northeast is expelled")
        .endsWith("./atoll region readmit ap-northeast");
  }

  @Test
  void aPlatformAsItShouldBeNeedsNoAdviceAndAllOfItIsWaitedFor() {
    JsonObject table = table("up", "up", "drained");
    RegionStates states = said(table, table, table);
    assertThat(states.isSettled(3)).isTrue();
    assertThat(awaited(states)).hasSize(4);
    assertThat(states.advice()).isEmpty();
  }

  /** Such as one that has just started, with what it knew before. */
  @Test
  void aRegionIsWaitedForAsLongAsOneControllerTakesItForAMember() {
    JsonObject expelled = table("up", "up", "expelled");
    assertThat(awaited(said(expelled, table("up", "up", "down")))).hasSize(4);
    assertThat(awaited(said(expelled, expelled))).hasSize(2);
    assertThat(awaited(said())).hasSize(4);
    assertThat(said(expelled, expelled).advice()).hasSize(1);
  }

  @Test
  void nothingIsSettledBeforeEachControllerHasSaidSoOfEachRegion() {
    JsonObject up = table("up", "up", "up");
    assertThat(said(up, up).isSettled(3)).isFalse();
    assertThat(said(up, up, table("up", "up")).isSettled(3)).isFalse();
    assertThat(said(up, up, table("up", "up", "recovering")).isSettled(3)).isFalse();
    assertThat(said(up, up, up).isSettled(3)).isTrue();
  }
}
