package io.atoll.runtime.config;

import java.util.List;
import java.util.stream.Collectors;

/** Says everything that is wrong with a config file, a line each: {@code file:line: key: why}. */
public final class ConfigException extends RuntimeException {
  private final transient List<ConfigProblem> problems;

  ConfigException(String file, List<ConfigProblem> problems) {
    super(message(file, problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(String file, List<ConfigProblem> problems) {
    return problems.stream().map(problem -> file + ":" + problem).collect(Collectors.joining("\n"));
  }

  /** By line. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
