package io.atoll.chaos.drill;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.config.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a drill file says.
 *
 * @param name 1 to 64 characters of {@code a-z 0-9 -}
 * @param description what it is meant to show, for people
 * @param schedule by time
 */
public record Drill(
    String name, String description, Load load, List<Step> schedule, Expectations expect) {
  /** What a history may hold: read back as a whole, it stays under half a gigabyte of memory. */
  public static final long ATTEMPTS_MAX = 500_000;

  /** How long the load may take to become steady, before anything is broken. */
  static final Duration WARM_UP_MAX = Duration.ofSeconds(60);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  public Drill {
    schedule = schedule.stream().sorted(Comparator.comparing(Step::after)).toList();
  }

  /**
   * Reads a drill file.
   *
   * @throws io.atoll.runtime.config.ConfigException with every problem
   */
  public static Drill load(Path file) {
    return Config.load(file, Drill::read);
  }

  static Drill read(ConfigNode node) {
    String name = node.parse("name", Drill::name);
    String description = node.string("description", "");
    Load load = node.object("load", Load::read);
    List<Step> schedule = node.list("schedule", Step::read);
    Expectations expect = node.object("expectations", Expectations::read);
    if (schedule.isEmpty()) {
      node.problem("schedule", "has no step; a drill in which nothing breaks shows nothing");
    }
    Drill drill = new Drill(name, description, load, schedule, expect);
    drill.check(node);
    return drill;
  }

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("'%s' is not 1 to 64 of a-z, 0-9 and '-'".formatted(text));
    }
    return text;
  }

  /** What only shows when the parts are seen together. */
  private void check(ConfigNode node) {
    Set<RegionId> places = load.groups().stream().map(Load.Group::near).collect(Collectors.toSet());
    for (Step step : schedule) {
      for (RegionId lost : step.fault().lostRegions()) {
        if (!places.contains(lost)) {
          node.problem(
              "schedule",
              "'%s' would hit no user; add {near: %s} to load.users".formatted(step.fault(), lost));
        }
        expect
            .recoveryWithin()
            .filter(within -> within.compareTo(step.hold()) >= 0)
            .ifPresent(within ->
                node.problem(
                    "schedule",
                    "'%s' is held for %s, too short to tell recovery within %s from its return; hold it longer"
                        .formatted(step.fault(), Units.text(step.hold()), Units.text(within))));
      }
    }
    long attempts = load.operationsPerSecond() * lengthMax().toSeconds();
    if (attempts > ATTEMPTS_MAX) {
      node.problem(
          "load",
          "%d requests a second for up to %s are more than the %d a history holds; lower rates or users"
              .formatted(load.operationsPerSecond(), Units.text(lengthMax()), ATTEMPTS_MAX));
    }
  }

  /** When the last fault is undone, counted from when the load is steady. */
  Duration scheduleEnd() {
    return schedule.stream().map(Step::until).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** How long the load can last. */
  Duration lengthMax() {
    return WARM_UP_MAX.plus(scheduleEnd()).plus(expect.caughtUpWithin()).plus(load.coolDown());
  }
}
