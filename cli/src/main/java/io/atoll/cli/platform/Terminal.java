package io.atoll.cli.platform;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a command tells how it gets on. On a terminal a block of lines is redrawn in place; off it,
 * and on one that can't, every line is written once.
 */
final class Terminal {
  private static final String ESCAPE = "\u001b[";
  private static final String CLEAR_BELOW = ESCAPE + "J";

  /** A line longer than the terminal is wide is cut; one that wraps would be counted as one. */
  private static final String NO_WRAP = ESCAPE + "?7l";

  private static final String WRAP = ESCAPE + "?7h";

  private final PrintWriter out;
  private final boolean live;
  private final boolean color;
  private int drawn;

  Terminal(PrintWriter out, boolean live, boolean color) {
    this.out = out;
    this.live = live;
    this.color = color;
  }

  /** The one this process has, honouring {@code TERM=dumb} and {@code NO_COLOR}. */
  @SuppressWarnings("SystemConsoleNull") // True of JDK 22 to 24 only.
  static Terminal of(PrintWriter out) {
    Console console = System.console();
    boolean live = console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    String noColor = System.getenv("NO_COLOR");
    return new Terminal(out, live, live && (noColor == null || noColor.isEmpty()));
  }

  /** One without colour and redrawing, whatever it leads to. */
  static Terminal plain(PrintWriter out) {
    return new Terminal(out, false, false);
  }

  boolean isLive() {
    return live;
  }

  /** A line that stays. */
  synchronized void say(String line) {
    drawn = 0;
    out.println(line);
    out.flush();
  }

  /** Replaces the block drawn last; only on a live terminal. */
  synchronized void redraw(List<String> lines) {
    if (!live) {
      return;
    }
    if (drawn > 0) {
      out.print(ESCAPE + drawn + "A");
    }
    out.print(CLEAR_BELOW + NO_WRAP);
    lines.forEach(out::println);
    out.print(WRAP);
    out.flush();
    drawn = lines.size();
  }

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return color ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }
}
