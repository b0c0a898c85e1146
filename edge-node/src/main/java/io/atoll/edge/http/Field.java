package io.atoll.edge.http;

import java.util.Locale;

/**
 * One line of a header.
 *
 * @param name in lower case
 * @param value without white space around it
 */
public record Field(String name, String value) {
  public Field {
    name = name.toLowerCase(Locale.ROOT);
    value = value.strip();
  }
}
