package io.atoll.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rows of text in aligned columns, two blanks apart; the first row is the heading. Colours (ANSI
 * escape sequences) in cells take no room.
 */
public final class TextTable {
  private static final String GAP = "  ";
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Integer> rightAligned = new HashSet<>();

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

  /** Has a column, the first being 0, end at its right edge: for numbers. */
  public TextTable alignRight(int column) {
    rightAligned.add(column);
    return this;
  }

  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      int blanks = width(column) - visibleLength(cell);
      boolean right = rightAligned.contains(column);
      line.repeat(' ', right ? blanks : 0).append(cell).repeat(' ', right ? 0 : blanks).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> visibleLength(row.get(column))).max().orElse(0);
  }

  private static int visibleLength(String cell) {
    return COLOUR.matcher(cell).replaceAll("").length();
  }
}
