package io.atoll.replication.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.replication.cell.CellName;
import org.junit.jupiter.api.Test;

class RecentCellsTest {
  private final RecentCells cells = new RecentCells(1_000);

  @Test
  void aCellIsFoundAsItWasKeptLast() {
    cells.keep(name(1), new byte[10]);
    byte[] later = new byte[20];
    cells.keep(name(1), later);
    assertThat(cells.find(name(1))).isSameAs(later);
    assertThat(cells.find(name(2))).isNull();
  }

  @Test
  void whatWasOfNoUseTheLongestGoesWhenThereIsNoRoom() {
    for (int i = 0; i < 3; i++) {
      cells.keep(name(i), new byte[50]);
    }
    assertThat(cells.find(name(0))).isNotNull();
    cells.keep(name(3), new byte[50]);
    assertThat(cells.find(name(1))).isNull();
    assertThat(cells.find(name(0))).isNotNull();
    assertThat(cells.find(name(2))).isNotNull();
    assertThat(cells.find(name(3))).isNotNull();
  }

  @Test
  void aCellThatGrewTakesTheRoomOfOthers() {
    for (int i = 0; i < 3; i++) {
      cells.keep(name(i), new byte[50]);
    }
    cells.keep(name(2), new byte[600]);
    assertThat(cells.find(name(0))).isNull();
    assertThat(cells.find(name(1))).isNull();
    assertThat(cells.find(name(2))).hasSize(600);
  }

  @Test
  void whatIsLargerThanAllTheRoomIsNotKept() {
    cells.keep(name(1), new byte[1_000]);
    assertThat(cells.find(name(1))).isNull();
    new RecentCells(0).keep(name(1), new byte[0]);
  }

  @Test
  void whatWasDroppedGivesItsRoomBack() {
    for (int i = 0; i < 100; i++) {
      cells.keep(name(i), new byte[600]);
      cells.drop(name(i));
      cells.drop(name(i));
      assertThat(cells.find(name(i))).isNull();
    }
    for (int i = 0; i < 3; i++) {
      cells.keep(name(i), new byte[50]);
    }
    assertThat(cells.find(name(0))).isNotNull();
  }

  private static CellName name(int number) {
    return CellName.of(new Key("profiles", "user-" + number));
  }
}
