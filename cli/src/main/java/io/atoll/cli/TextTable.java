package io.atoll.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, two blanks apart; the first row is the heading. */
public final class TextTable {
  private static final String GAP = "  ";
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  public TextTable row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "expected %d cells, but got %d".formatted(rows.getFirst().size(), cells.length));
    }
    rows.add(List.of(cells));
    return this;
  }

  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      line.append(row.get(column));
      line.repeat(' ', width(column) - row.get(column).length()).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
