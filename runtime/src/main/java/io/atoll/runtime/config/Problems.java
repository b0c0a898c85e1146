package io.atoll.runtime.config;

import java.util.ArrayList;
import java.util.List;

/** What has been found wrong with one file so far. */
final class Problems {
  /** More would help nobody, and a broken generator could write millions of lines. */
  private static final int MAX = 100;

  private final List<ConfigProblem> found = new ArrayList<>();

  void add(int line, String key, String message) {
    if (found.size() < MAX) {
      found.add(new ConfigProblem(line, key, message));
    }
  }

  int count() {
    return found.size();
  }

  void throwIfAny(String file) {
    if (!found.isEmpty()) {
      throw new ConfigException(file, found.stream().sorted().toList());
    }
  }
}
