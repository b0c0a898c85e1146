package io.atoll.replication.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.position.IncarnationId;
import io.atoll.replication.mirror.MirrorDecision.Append;
import io.atoll.replication.mirror.MirrorDecision.Begin;
import io.atoll.replication.mirror.MirrorDecision.Diverged;
import io.atoll.replication.mirror.MirrorDecision.GapDetected;
import io.atoll.replication.mirror.MirrorDecision.MirrorReplaced;
import io.atoll.replication.mirror.MirrorDecision.Opening;
import io.atoll.replication.mirror.MirrorDecision.PositionLost;
import io.atoll.replication.mirror.MirrorDecision.Problem;
import io.atoll.replication.mirror.MirrorDecision.Resume;
import io.atoll.replication.mirror.MirrorDecision.SkipDuplicate;
import io.atoll.replication.mirror.MirrorDecision.Truncated;
import io.atoll.testkit.property.Any;
import io.atoll.testkit.property.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MirrorRulesTest {
  private static final IncarnationId LIFE_1 = IncarnationId.parse("us-east~life-1");
  private static final IncarnationId LIFE_2 = IncarnationId.parse("us-east~life-2");
  private static final String MIRROR = "mirror-1";
  private static final MirrorPosition AT_10 = new MirrorPosition(LIFE_1, 10, 3, MIRROR);

  private static Opening open(@Nullable MirrorPosition committed, long start, long end) {
    return MirrorRules.open(lives(committed), new SourceExtent(LIFE_1, start, end), MIRROR, 10);
  }

  private static Map<IncarnationId, MirrorPosition> lives(@Nullable MirrorPosition committed) {
    return committed == null ? Map.of() : Map.of(committed.incarnation(), committed);
  }

  @Test
  void aNewMirrorBeginsAtTheBeginning() {
    assertThat(MirrorRules.open(Map.of(), new SourceExtent(LIFE_1, 0, 7), MIRROR, 0))
        .isEqualTo(new Begin(new MirrorPosition(LIFE_1, 0, -1, MIRROR)));
  }

  @Test
  void aNewMirrorOfALogThatForgotItsBeginningHasAGap() {
    assertThat(MirrorRules.open(Map.of(), new SourceExtent(LIFE_1, 5, 7), MIRROR, 0))
        .isEqualTo(new GapDetected(LIFE_1, 0, 5));
  }

  @Test
  void aMirrorWithRecordsAndNoPositionIsNotBegunAgain() {
    assertThat(MirrorRules.open(Map.of(), new SourceExtent(LIFE_1, 0, 7), MIRROR, 4))
        .isEqualTo(new PositionLost(LIFE_1, 4));
  }

  @Test
  void aMirrorGoesOnWhereItEndsAlsoAtBothEndsOfTheLog() {
    assertThat(open(AT_10, 0, 20)).isEqualTo(new Resume(AT_10));
    assertThat(open(AT_10, 10, 20)).isEqualTo(new Resume(AT_10));
    assertThat(open(AT_10, 0, 10)).isEqualTo(new Resume(AT_10));
    assertThat(open(AT_10, 10, 10)).isEqualTo(new Resume(AT_10));
  }

  @Test
  void aLogThatLostItsTailIsTruncated() {
    assertThat(open(AT_10, 0, 9)).isEqualTo(new Truncated(LIFE_1, 10, 9));
  }

  @Test
  void aLogThatDeletedWhatIsNotMirroredHasAGap() {
    assertThat(open(AT_10, 11, 20)).isEqualTo(new GapDetected(LIFE_1, 10, 11));
  }

  @Test
  void anotherLifeOfTheLogIsNeverTakenForTheFormerOne() {
    assertThat(MirrorRules.open(lives(AT_10), new SourceExtent(LIFE_2, 0, 10), MIRROR, 10))
        .isEqualTo(new Begin(MirrorPosition.first(LIFE_2, MIRROR)));
    assertThat(MirrorRules.open(lives(AT_10), new SourceExtent(LIFE_2, 3, 10), MIRROR, 10))
        .isEqualTo(new GapDetected(LIFE_2, 0, 3));
    MirrorPosition second = new MirrorPosition(LIFE_2, 4, 0, MIRROR);
    assertThat(
            MirrorRules.open(
                Map.of(LIFE_1, AT_10, LIFE_2, second), new SourceExtent(LIFE_2, 0, 10), MIRROR, 14))
        .isEqualTo(new Resume(second));
  }

  @Test
  void anotherRegionsMirrorGoesOnWhereTheRecordBeforeIsTheSame() {
    assertThat(MirrorRules.join(AT_10, "mirror-2", OptionalInt.of(3)))
        .contains(new MirrorReplaced(LIFE_1, 10, MIRROR, "mirror-2"));
    assertThat(MirrorRules.join(AT_10, MIRROR, OptionalInt.of(3))).isEmpty();
    assertThat(MirrorRules.join(AT_10, MIRROR, OptionalInt.of(4)))
        .contains(new Diverged(LIFE_1, 9, 3, 4));
    assertThat(MirrorRules.join(AT_10, MIRROR, OptionalInt.empty()))
        .contains(new GapDetected(LIFE_1, 9, 10));
    assertThat(MirrorRules.join(MirrorPosition.first(LIFE_1, MIRROR), MIRROR, OptionalInt.empty()))
        .isEmpty();
  }

  @Test
  void aMirrorWhoseTopicWasMadeAnewDoesNotGoOn() {
    assertThat(MirrorRules.open(lives(AT_10), new SourceExtent(LIFE_1, 0, 10), "mirror-2", 0))
        .isEqualTo(new MirrorReplaced(LIFE_1, 10, MIRROR, "mirror-2"));
  }

  @Test
  void onlyTheNextRecordIsAppended() {
    assertThat(MirrorRules.next(AT_10, 10, 3))
        .isEqualTo(new Append(new MirrorPosition(LIFE_1, 11, 3, MIRROR)));
    assertThat(MirrorRules.next(AT_10, 9, 3)).isEqualTo(new SkipDuplicate(9));
    assertThat(MirrorRules.next(AT_10, 11, 3)).isEqualTo(new GapDetected(LIFE_1, 10, 11));
  }

  @Test
  void anOlderLeaderEpochMeansTheLogWasCutAndGrewAgain() {
    assertThat(MirrorRules.next(AT_10, 10, 2)).isEqualTo(new Diverged(LIFE_1, 10, 3, 2));
    assertThat(MirrorRules.next(AT_10, 10, MirrorPosition.EPOCH_UNKNOWN))
        .isInstanceOf(Append.class);
    assertThat(MirrorRules.next(AT_10, 10, 4))
        .isEqualTo(new Append(new MirrorPosition(LIFE_1, 11, 4, MIRROR)));
  }

  /**
   * Whatever the source sends in whatever order, the mirror is a prefix of the log, without holes.
   */
  @Test
  void whateverArrivesTheMirrorIsADensePrefix() {
    Property.forAll(
        1,
        2_000,
        random -> {
          MirrorPosition at = MirrorPosition.first(LIFE_1, MIRROR);
          List<Long> mirror = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            // Near the expected one: behind, right, ahead.
            long offset = Math.max(0, at.nextOffset() + random.nextInt(-3, 3));
            switch (MirrorRules.next(at, offset, random.nextInt(-1, 3))) {
              case Append(MirrorPosition after) -> {
                mirror.add(offset);
                at = after;
              }
              case SkipDuplicate(long skipped) -> assertThat(mirror).contains(skipped);
              case Problem problem -> assertThat(problem.explanation()).contains("us-east~life-1");
            }
          }
          assertThat(mirror).isEqualTo(LongStream.range(0, at.nextOffset()).boxed().toList());
        });
  }

  /** Whoever goes on has everything before, of this log, and the source still has what is next. */
  @Test
  void nobodyGoesOnWithoutGroundUnderTheirFeet() {
    Property.forAll(
        1,
        5_000,
        random -> {
          MirrorPosition committed =
              random.nextInt(5) == 0
                  ? null
                  : new MirrorPosition(
                      Any.of(random, List.of(LIFE_1, LIFE_2)),
                      random.nextInt(6),
                      random.nextInt(-1, 3),
                      Any.of(random, List.of("m1", "m2")));
          long start = random.nextInt(6);
          SourceExtent source =
              new SourceExtent(
                  Any.of(random, List.of(LIFE_1, LIFE_2)), start, start + random.nextInt(6));
          String mirror = Any.of(random, List.of("m1", "m2"));
          long mirrorEnd = random.nextInt(3);
          MirrorPosition at =
              switch (MirrorRules.open(lives(committed), source, mirror, mirrorEnd)) {
                case Begin(MirrorPosition first) -> {
                  assertThat(lives(committed)).doesNotContainKey(source.incarnation());
                  assertThat(committed != null || mirrorEnd == 0).isTrue();
                  assertThat(first.nextOffset()).isZero();
                  yield first;
                }
                case Resume(MirrorPosition same) -> {
                  assertThat(same).isEqualTo(committed);
                  yield same;
                }
                case Problem _ -> null;
              };
          if (at != null) {
            assertThat(at.incarnation()).isEqualTo(source.incarnation());
            assertThat(at.mirror()).isEqualTo(mirror);
            assertThat(at.nextOffset()).isBetween(source.startOffset(), source.endOffset());
          }
        });
  }

  @Test
  void aPositionSurvivesItsText() {
    Property.forAll(
        1,
        500,
        random -> {
          MirrorPosition position =
              new MirrorPosition(
                  Any.incarnation(random), Any.offset(random), random.nextInt(-1, 9), "m-_1");
          assertThat(MirrorPosition.parse(position.encode())).isEqualTo(position);
        });
  }

  @Test
  void aPositionOfAnotherVersionOrDamagedIsRefused() {
    assertThatThrownBy(() -> MirrorPosition.parse("2 us-east~a 1 1 m"))
        .hasMessageContaining("of version 2; this build reads version 1: upgrade it");
    assertThatThrownBy(() -> MirrorPosition.parse("1 us-east~a 1"))
        .hasMessageContaining("3 fields instead of 5");
  }
}
