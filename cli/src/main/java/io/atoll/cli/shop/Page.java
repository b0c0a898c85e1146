package io.atoll.cli.shop;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the shop answers. */
record Page(int status, String type, String body, Map<String, List<String>> fields) {
  Page {
    fields = Map.copyOf(fields);
  }

  Page(int status, String type, String body) {
    this(status, type, body, Map.of());
  }

  static Page html(String body) {
    return new Page(200, "text/html; charset=utf-8", body);
  }

  Page with(String name, String value) {
    Map<String, List<String>> more = new TreeMap<>(fields);
    more.put(name, List.of(value));
    return new Page(status, type, body, more);
  }
}
