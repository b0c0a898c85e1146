package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.page.SharedBody.State;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SharedBodyTest {
  private static final int MAX = 100;

  private final SharedBody body = body(1 << 20);

  private static SharedBody body(long budget) {
    return Objects.requireNonNull(SharedBody.begin(MAX, MAX, new MemoryBudget(budget, () -> 0)));
  }

  private int room;
  private int deserted;

  private static Buffer bytes(int count) {
    return Buffer.buffer(new byte[count]);
  }

  private SharedBody.Reader reader() {
    return Objects.requireNonNull(body.reader(() -> {}));
  }

  @Test
  void whoeverComesLaterReadsFromTheBeginning() {
    body.append(Buffer.buffer("ab"));
    SharedBody.Reader early = reader();
    body.append(Buffer.buffer("cd"));
    SharedBody.Reader late = reader();
    body.end(true);

    for (SharedBody.Reader reader : new SharedBody.Reader[] {early, late}) {
      assertThat(reader.state()).isEqualTo(State.COMING);
      assertThat(reader.poll()).hasToString("ab");
      assertThat(reader.poll()).hasToString("cd");
      assertThat(reader.poll()).isNull();
      assertThat(reader.state()).isEqualTo(State.COMPLETE);
    }
    assertThat(body.with(bytes(0))).hasToString("abcd");
    assertThat(body.with(Buffer.buffer("e"))).hasToString("abcde");
  }

  @Test
  void aReaderIsToldOfEveryChunkAndOfTheEnd() {
    int[] told = {0};
    body.reader(() -> told[0]++);

    body.append(bytes(1));
    body.append(bytes(1));
    body.end(true);

    assertThat(told[0]).isEqualTo(3);
  }

  @Test
  void aReaderSeesThatABodyBrokeOff() {
    body.append(bytes(1));
    body.end(false);
    SharedBody.Reader reader = reader();
    reader.poll();

    assertThat(reader.state()).isEqualTo(State.BROKEN);
  }

  @Test
  void aBodyOfTheBoundIsKeptAndOneByteMoreOverflows() {
    assertThat(body.append(bytes(MAX))).isTrue();
    assertThat(body.with(bytes(1))).isNull();
    body.end(true);
    assertThat(body.with(bytes(0))).isNotNull();

    SharedBody longer = body(1 << 20);
    longer.reader(() -> {});
    longer.append(bytes(MAX));
    longer.append(bytes(1));
    longer.end(true);
    assertThat(longer.with(bytes(0))).isNull();
    assertThat(longer.reader(() -> {})).isNull();
  }

  @Test
  void anOverflownBodyComesAsFastAsItsFastestReaderReads() {
    SharedBody.Reader fast = reader();
    SharedBody.Reader slow = reader();
    body.source(() -> room++, () -> deserted++);
    for (int i = 0; i < 10; i++) {
      body.append(bytes(10));
    }
    assertThat(body.append(bytes(10))).isFalse();

    while (fast.poll() != null) {
      // reads on
    }
    assertThat(room).isEqualTo(1);
    assertThat(body.append(bytes(10))).isTrue();
    // The slow one's place is gone.
    assertThat(slow.poll()).isNull();
    assertThat(slow.state()).isEqualTo(State.BROKEN);
    assertThat(fast.poll()).isNotNull();
  }

  @Test
  void whatIsNotStoredIsGivenUpWhenNobodyReadsIt() {
    body.source(() -> room++, () -> deserted++);
    SharedBody.Reader one = reader();
    SharedBody.Reader other = reader();
    one.close();
    body.append(bytes(MAX + 1));
    assertThat(deserted).isZero();

    other.close();

    assertThat(deserted).isEqualTo(1);
  }

  @Test
  void withoutMemoryItGoesOnForThoseWhoReadItAndIsNotStored() {
    MemoryBudget budget = new MemoryBudget(400 << 10, () -> 0);
    SharedBody body = Objects.requireNonNull(SharedBody.begin(Long.MAX_VALUE, 1 << 20, budget));
    SharedBody.Reader reader = Objects.requireNonNull(body.reader(() -> {}));
    body.append(bytes(60 << 10));
    assertThat(budget.refused()).isZero();
    body.append(bytes(60 << 10));

    assertThat(budget.refused()).isOne();
    assertThat(body.with(bytes(0))).isNull();
    assertThat(body.reader(() -> {})).isNull();
    assertThat(Objects.requireNonNull(reader.poll()).length()).isEqualTo(60 << 10);
    assertThat(Objects.requireNonNull(reader.poll()).length()).isEqualTo(60 << 10);
    body.end(true);
    assertThat(reader.state()).isEqualTo(State.COMPLETE);
    assertThat(budget.underWayBytes()).isPositive();
    reader.close();
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void shortChunksAreChargedForWhatTheirObjectsTake() {
    MemoryBudget budget = new MemoryBudget(16 << 20, () -> 0);
    SharedBody body = Objects.requireNonNull(SharedBody.begin(Long.MAX_VALUE, 1 << 20, budget));
    for (int i = 0; i < 5_000; i++) {
      body.append(bytes(1));
    }

    assertThat(budget.underWayBytes()).isGreaterThan(500_000);
    body.end(true);
    assertThat(budget.underWayBytes()).isZero();
  }

  @Test
  void whatOverflowsWhenNobodyReadsItIsGivenUp() {
    body.source(() -> room++, () -> deserted++);
    reader().close();
    body.append(bytes(MAX));
    assertThat(deserted).isZero();

    body.append(bytes(1));
    assertThat(deserted).isOne();
  }

  @Test
  void whoBeganTheFetchMayReadItHoweverSoonItOverflows() {
    body.source(() -> room++, () -> deserted++);
    body.append(bytes(MAX + 1));

    assertThat(reader().poll()).isEqualTo(bytes(MAX + 1));
    assertThat(body.reader(() -> {})).isNull();
    assertThat(deserted).isZero();
  }
}
