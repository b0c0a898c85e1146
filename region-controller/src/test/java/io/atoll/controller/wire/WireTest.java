package io.atoll.controller.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.atoll.controller.health.Observation;
import io.atoll.controller.health.Observations;
import io.atoll.controller.intent.Drain;
import io.atoll.controller.intent.Expulsion;
import io.atoll.controller.intent.Intent;
import io.atoll.controller.intent.IntentCommand;
import io.atoll.controller.intent.IntentOutcome;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final RegionId A = RegionId.of("us-east");
  private static final Drain DRAIN = new Drain("upgrade \"x\"\n", "operator", 1L << 40);
  private static final Namespace NAMESPACE =
      new Namespace("profiles", Kind.REGISTER, Duration.ofDays(7));
  private static final RegionId B = RegionId.of("eu-west");
  private static final Expulsion EXPULSION = new Expulsion("away too long", "operator", 1L << 41);
  private static final IncarnationId LIFE = new IncarnationId(B, "kq3XbW0qQ7");
  private static final Intent INTENT =
      new Intent(
          7,
          new TreeMap<>(Map.of(A, DRAIN)),
          new TreeMap<>(Map.of(A, 50)),
          new TreeMap<>(Map.of("profiles", NAMESPACE)),
          new TreeMap<>(Map.of(B, EXPULSION)),
          new TreeSet<>(Set.of(LIFE)));

  @Test
  void everyCommandSurvives() {
    List<IntentCommand> all =
        List.of(
            new IntentCommand.DrainRegion(A, DRAIN, Long.MAX_VALUE),
            new IntentCommand.RestoreRegion(A),
            new IntentCommand.WeighRegion(A, 3, 4),
            new IntentCommand.ExpelRegion(B, EXPULSION, new TreeSet<>(Set.of(LIFE)), 5),
            new IntentCommand.ReadmitRegion(B),
            new IntentCommand.DeclareNamespaces(List.of(NAMESPACE)));
    for (IntentCommand command : all) {
      assertThat(IntentJson.command(again(IntentJson.command(command)))).isEqualTo(command);
    }
  }

  @Test
  void outcomesSurvive() {
    for (IntentOutcome outcome :
        List.of(new IntentOutcome.Accepted(INTENT), new IntentOutcome.Superseded(Intent.EMPTY))) {
      assertThat(IntentJson.outcome(again(IntentJson.outcome(outcome)))).isEqualTo(outcome);
    }
  }

  @Test
  void intentOfBeforeRegionsCouldBeExpelledIsRead() {
    JsonObject former = again(IntentJson.intent(INTENT));
    former.remove("expulsions");
    former.remove("ended");
    Intent read = IntentJson.intent(former);
    assertThat(read.drains()).isEqualTo(INTENT.drains());
    assertThat(read.expulsions()).isEmpty();
    assertThat(read.ended()).isEmpty();
  }

  @Test
  void gossipSurvives() {
    Observation seen =
        new Observation(
            A,
            RegionId.of("eu-west"),
            new HybridTimestamp(Long.MAX_VALUE - 1),
            new TreeMap<>(Map.of("edge-1", true, "edge-2", false)),
            true,
            "edge-2: refused");
    Gossip gossip =
        new Gossip(
            A, new HybridTimestamp(Long.MAX_VALUE), INTENT, Observations.NONE.with(List.of(seen)));
    assertThat(Gossip.read(again(gossip.toJson()))).isEqualTo(gossip);
  }

  @Test
  void anotherFormatIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntentJson.command(new JsonObject().put("v", 2)))
        .withMessageContaining("expected intent in format 1, but 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gossip.read(new JsonObject()))
        .withMessageContaining("expected gossip in format 1, but null");
  }

  private static JsonObject again(JsonObject json) {
    return new JsonObject(json.encode());
  }
}
