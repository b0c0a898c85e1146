package io.atoll.cli.operator;

import picocli.CommandLine.Help.Ansi;

/**
 * Colours for people: on a terminal only, and not where {@code NO_COLOR} is set (no-color.org).
 *
 * @param colours whether to colour at all
 */
record Style(boolean colours) {
  /** As the terminal and the environment have it. */
  static Style detect() {
    return new Style(Ansi.AUTO.enabled());
  }

  String heading(String text) {
    return paint("1", text);
  }

  String good(String text) {
    return paint("32", text);
  }

  String warning(String text) {
    return paint("33", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  /** A state's word in the colour that tells whether someone should look. */
  String state(String state) {
    return switch (state) {
      case "up", "running", "ready" -> good(state);
      case "drained",
          "expelled",
          "recovering",
          "waiting",
          "starting",
          "restarting",
          "held",
          "slow" ->
          warning(state);
      default -> bad(state);
    };
  }

  private String paint(String code, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
