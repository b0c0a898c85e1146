package io.atoll.replication.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.MirrorPositions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilledPositionsTest {
  private static final RegionId EAST = RegionId.of("us-east");
  private static final RegionId WEST = RegionId.of("eu-west");
  private static final IncarnationId OF_EAST = new IncarnationId(EAST, "life-1");
  private static final IncarnationId FORMER = new IncarnationId(WEST, "former");
  private static final IncarnationId OWN = new IncarnationId(WEST, "own");
  private static final Map<RegionId, String> MIRRORS = Map.of(EAST, "m-east", WEST, "m-west");

  private static final int EPOCH = 4;

  private static MirrorPosition at(IncarnationId life, long next, String mirror) {
    return new MirrorPosition(life, next, EPOCH, mirror);
  }

  @Test
  void mirrorsStandBehindWhatTheStateCoversInEveryLifeButTheOwn() {
    Watermark covered =
        Watermark.ZERO
            .advance(OF_EAST, 7)
            .advance(FORMER, 3)
            .advance(OWN, 2)
            .advance(IncarnationId.parse("gone~life-1"), 5);
    assertThat(FilledPositions.of(0, covered, OWN, MIRRORS, (_, _) -> EPOCH, Map.of()))
        .containsExactlyInAnyOrder(at(OF_EAST, 7, "m-east"), at(FORMER, 3, "m-west"));
  }

  @Test
  void aMirrorThatIsFurtherOnStaysWhereItIs() {
    MirrorPositions known = MirrorPositions.NONE.with(1, at(OF_EAST, 9, "m-east"));
    Watermark covered = Watermark.ZERO.advance(OF_EAST, 7);
    assertThat(FilledPositions.of(1, covered, OWN, MIRRORS, (_, _) -> EPOCH, Map.of(EAST, known)))
        .isEmpty();
    assertThat(FilledPositions.of(0, covered, OWN, MIRRORS, (_, _) -> EPOCH, Map.of(EAST, known)))
        .containsExactly(at(OF_EAST, 7, "m-east"));
  }
}
