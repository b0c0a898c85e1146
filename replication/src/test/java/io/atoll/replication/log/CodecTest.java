package io.atoll.replication.log;

import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.at;
import static io.atoll.replication.cell.Operations.put;
import static io.atoll.replication.cell.Operations.remove;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Operation;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Operations;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodecTest {
  private static final int SEEDS = 500;
  private static final CellName NAME = CellName.of(ADA);
  private static final Operation PUT = put(ADA, 0x0102030405060708L, "v", 9L);

  @Test
  void anyOperationComesBackAsItWas() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      Operation operation =
          Operations.any(
              random, new Key("profiles", "ä/" + random.nextInt()), Operations.anyKind(random));
      assertThat(OperationCodec.decode(operation.key().bytes(), OperationCodec.encode(operation)))
          .as("seed %d", seed)
          .isEqualTo(operation);
    }
  }

  @Test
  void anyCellComesBackAsItWasAndEqualCellsHaveEqualBytes() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Cell cell = anyCell(new Random(seed));
      byte[] bytes = CellCodec.encode(cell);
      assertThat(CellCodec.decode(NAME, bytes)).as("seed %d", seed).isEqualTo(cell);
      assertThat(CellCodec.encode(CellCodec.decode(NAME, bytes)))
          .as("seed %d", seed)
          .isEqualTo(bytes);
    }
  }

  @Test
  void anyWatermarkComesBackAsItWas() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      Watermark watermark = Watermark.ZERO;
      for (int i = random.nextInt(4); i > 0; i--) {
        watermark =
            watermark.advance(
                IncarnationId.parse("r" + i + "~x_Y"), random.nextLong() >>> random.nextInt(1, 64));
      }
      assertThat(WatermarkCodec.decode(WatermarkCodec.encode(watermark)))
          .as("seed %d", seed)
          .isEqualTo(watermark);
    }
  }

  @Test
  void theBytesOfThisVersionNeverChange() {
    assertThat(hex(OperationCodec.encode(PUT)))
        .isEqualTo(
            "02"
                + "00"
                + "0102030405060708"
                + "01"
                + "0000000000000009"
                + "0a746578742f706c61696e"
                + "0176");
    assertThat(hex(OperationCodec.encode(remove(ADA, 7)))).isEqualTo("0200000000000000000702");
    Cell cell = Cell.apply(null, at("a~1", 300), PUT).cell();
    assertThat(hex(CellCodec.encode(cell)))
        .isEqualTo(
            "02"
                + "02"
                + "0102030405060708"
                + "0000000000000009"
                + "01"
                + "03617e31"
                + "0102030405060708"
                + "ac02"
                + "ad02"
                + "00"
                + "00"
                + "01"
                + "01"
                + "03617e31"
                + "00"
                + "ac02"
                + "0102030405060708"
                + "01"
                + "0000000000000009"
                + "0a746578742f706c61696e"
                + "0176");
    assertThat(
            hex(
                WatermarkCodec.encode(
                    new Watermark(
                        Map.of(IncarnationId.parse("b~2"), 1L, IncarnationId.parse("a~1"), 300L)))))
        .isEqualTo("01" + "02" + "03617e31" + "ac02" + "03627e32" + "01");
  }

  @Test
  void bytesOfAVersionThisBuildDoesNotKnowAreRefusedByName() {
    byte[] future = OperationCodec.encode(PUT);
    future[0] = 9;
    assertThatThrownBy(() -> OperationCodec.decode(ADA.bytes(), future))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("profiles/ada")
        .hasMessageContaining("version 9")
        .hasMessageContaining("only 2");
    assertThatThrownBy(() -> CellCodec.decode(NAME, new byte[] {9}))
        .isInstanceOf(UnreadableException.class);
    assertThatThrownBy(() -> WatermarkCodec.decode(new byte[] {9}))
        .isInstanceOf(UnreadableException.class);
  }

  @Test
  void damagedBytesAreRefusedAndNothingElseIsThrown() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] operation = damaged(random, OperationCodec.encode(Operations.any(random, ADA)));
      byte[] cell = damaged(random, CellCodec.encode(anyCell(random)));
      assertThatCode(() -> decodeBoth(operation, cell))
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aTruncatedOperationIsRefused() {
    byte[] whole = OperationCodec.encode(PUT);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> OperationCodec.decode(ADA.bytes(), part))
          .isInstanceOf(UnreadableException.class);
    }
    assertThatThrownBy(
            () -> OperationCodec.decode(ADA.bytes(), Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("1 bytes follow");
    assertThatThrownBy(() -> OperationCodec.decode(null, whole))
        .isInstanceOf(UnreadableException.class);
    assertThatThrownBy(() -> OperationCodec.decode(new byte[] {'x'}, whole))
        .isInstanceOf(UnreadableException.class);
  }

  private static void decodeBoth(byte[] operation, byte[] cell) {
    try {
      OperationCodec.decode(ADA.bytes(), operation);
      CellCodec.decode(NAME, cell);
    } catch (UnreadableException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static byte[] damaged(Random random, byte[] bytes) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  /** Some of its operations are held. */
  private static Cell anyCell(Random random) {
    Kind kind = Operations.anyKind(random);
    ScorePolicy policy = Operations.anyPolicy(random);
    Cell cell = null;
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      Position at =
          new Position(
              IncarnationId.parse("r" + random.nextInt(3) + "~x"), 0, random.nextInt(100_000));
      cell = Cell.apply(cell, at, Operations.any(random, ADA, kind, policy), 1).cell();
    }
    return requireNonNull(cell);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
