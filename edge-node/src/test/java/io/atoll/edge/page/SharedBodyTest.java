package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.page.SharedBody.State;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SharedBodyTest {
  private static final int MAX = 100;

  private final SharedBody body = new SharedBody(MAX);
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

    SharedBody longer = new SharedBody(MAX);
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
}
