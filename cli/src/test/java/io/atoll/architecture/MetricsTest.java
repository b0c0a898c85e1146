package io.atoll.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of metrics is complete, and holds nothing else. */
class MetricsTest {
  private static final Pattern IN_SOURCE = Pattern.compile("\"(atoll_[a-z0-9_]+)\"");
  private static final Pattern IN_LIST = Pattern.compile("`(atoll_[a-z0-9_]+)");

  /** What Prometheus' registry adds to names that don't have it: for counters, and for units. */
  private static final String[] SUFFIXES = {"", "_total", "_seconds", "_bytes"};

  private final Set<String> used = new TreeSet<>();
  private final Set<String> listed =
      names(IN_LIST, Project.text(Project.root().resolve("docs/metrics.md")));

  {
    Project.sources().forEach(file -> used.addAll(names(IN_SOURCE, Project.text(file))));
  }

  @Test
  void everyMetricIsListed() {
    assertThat(used)
        .filteredOn(name -> !isListed(name))
        .withFailMessage(() ->
            "metrics that docs/metrics.md does not list; add a line for each under its module's"
                + " heading, with the name as Prometheus shows it:\n  "
                + String.join("\n  ", used.stream().filter(name -> !isListed(name)).toList()))
        .isEmpty();
  }

  @Test
  void everyListedMetricExists() {
    assertThat(listed)
        .filteredOn(name -> !isUsed(name))
        .withFailMessage(() ->
            "metrics in docs/metrics.md that no source names; remove or correct their lines:\n  "
                + String.join("\n  ", listed.stream().filter(name -> !isUsed(name)).toList()))
        .isEmpty();
  }

  private boolean isListed(String name) {
    for (String suffix : SUFFIXES) {
      if (listed.contains(name + suffix)) {
        return true;
      }
    }
    return false;
  }

  private boolean isUsed(String name) {
    for (String suffix : SUFFIXES) {
      if (name.endsWith(suffix)
          && used.contains(name.substring(0, name.length() - suffix.length()))) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
