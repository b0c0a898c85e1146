package io.atoll.runtime.config;

/**
 * One thing wrong with a config file.
 *
 * @param line counted from 1
 * @param key from the root, such as {@code limits.value-bytes-max}; empty for the file as a whole
 * @param message what is wrong, the bound, the way out
 */
public record ConfigProblem(int line, String key, String message)
    implements Comparable<ConfigProblem> {
  @Override
  public int compareTo(ConfigProblem other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : key.compareTo(other.key);
  }

  /** {@code line: key: message}. */
  @Override
  public String toString() {
    return key.isEmpty() ? line + ": " + message : line + ": " + key + ": " + message;
  }
}
