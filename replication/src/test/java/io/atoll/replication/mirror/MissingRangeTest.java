package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingRangeTest {
  private static final IncarnationId FORMER = IncarnationId.parse("us-east~life-1");
  private static final IncarnationId NOW = IncarnationId.parse("us-east~life-2");
  private static final Map<Integer, SourceExtent> LOST = Map.of();

  private static MirrorPosition at(IncarnationId life, long next) {
    return new MirrorPosition(life, next, 1, "m");
  }

  private static final MirrorPositions OURS = MirrorPositions.NONE.with(0, at(FORMER, 10));

  @Test
  void ofALostSourceIsTakenWhatAPeerHasAndNothingElse() {
    MirrorPositions theirs =
        OURS.with(0, at(FORMER, 12)).with(1, at(FORMER, 3)).with(0, at(NOW, 2));
    assertThat(MissingRange.of(OURS, theirs, LOST))
        .containsExactly(
            new MissingRange(0, FORMER, 10, 12),
            new MissingRange(0, NOW, 0, 2),
            new MissingRange(1, FORMER, 0, 3));
    assertThat(MissingRange.of(theirs, OURS, LOST)).isEmpty();
    assertThat(MissingRange.of(OURS, OURS, LOST)).isEmpty();
  }

  @Test
  void whatTheSourceItselfCanGiveIsLeftToIt() {
    MirrorPositions theirs = OURS.with(0, at(FORMER, 12));
    assertThat(MissingRange.of(OURS, theirs, Map.of(0, new SourceExtent(FORMER, 4, 20)))).isEmpty();
    assertThat(MissingRange.of(OURS, theirs, Map.of(0, new SourceExtent(FORMER, 11, 20))))
        .containsExactly(new MissingRange(0, FORMER, 10, 12));
    assertThat(MissingRange.of(OURS, theirs, Map.of(0, new SourceExtent(NOW, 0, 20))))
        .containsExactly(new MissingRange(0, FORMER, 10, 12));
  }
}
