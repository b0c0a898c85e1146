package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LendingTest {
  private static final int BYTES = 100;
  private static final int SHARE = 1_000 / MemoryBudget.UNDER_WAY_SHARE;

  private final MemoryBudget budget = new MemoryBudget(1_000, () -> 0);
  private final Lending lending = new Lending(BYTES);

  @Test
  void aStoredBodyIsSentForNothing() {
    lending.stored(budget);
    assertThat(lending.begin(budget)).isTrue();
    assertThat(budget.underWayBytes()).isZero();
    lending.end(budget);
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void oneThatIsDroppedCountsUntilTheLastClientHasIt() {
    lending.stored(budget);
    lending.begin(budget);
    lending.begin(budget);
    lending.dropped(budget);
    assertThat(budget.underWayBytes()).isEqualTo(BYTES);
    lending.end(budget);
    assertThat(budget.underWayBytes()).isEqualTo(BYTES);
    lending.end(budget);
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void oneThatIsStoredAgainCountsAsStored() {
    lending.stored(budget);
    lending.begin(budget);
    lending.dropped(budget);
    lending.stored(budget);
    assertThat(budget.underWayBytes()).isZero();
    lending.end(budget);
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void oneThatNobodyIsSentDropsForNothing() {
    lending.stored(budget);
    lending.begin(budget);
    lending.end(budget);
    lending.dropped(budget);
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void oneThatIsNotStoredCountsAtOnceAndOnceForAll() {
    assertThat(lending.begin(budget)).isTrue();
    assertThat(lending.begin(budget)).isTrue();
    assertThat(budget.underWayBytes()).isEqualTo(BYTES);
    lending.end(budget);
    lending.end(budget);
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void noneIsSentWhileTheShareOfWhatIsUnderWayIsFull() {
    lending.stored(budget);
    budget.take(SHARE);
    assertThat(lending.begin(budget)).isFalse();
    assertThat(budget.refused()).isEqualTo(1);
    budget.release(SHARE);
    assertThat(lending.begin(budget)).isTrue();
  }

  @Test
  void whoComesToOneThatIsBeingSentNeedsNoRoom() {
    lending.stored(budget);
    lending.begin(budget);
    budget.take(SHARE);
    assertThat(lending.begin(budget)).isTrue();
  }
}
