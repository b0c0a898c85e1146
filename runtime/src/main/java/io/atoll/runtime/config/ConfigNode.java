package io.atoll.runtime.config;

import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a config file, read key by key.
 *
 * <p>An accessor never throws for what the file says: it notes a problem and answers with a
 * stand-in (see {@link ConfigReader}). Keys nobody asked for are problems too. A key whose value is
 * empty or {@code null} counts as absent.
 */
public final class ConfigNode {
  private record Entry(int line, YamlValue value) {}

  private final YamlValue self;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  ConfigNode(YamlValue self) {
    this.self = self;
  }

  /** False if there is such a key already. */
  boolean add(String key, int line, YamlValue value) {
    return entries.putIfAbsent(key, new Entry(line, value)) == null;
  }

  /** Whether the file gives the key a value. */
  public boolean has(String key) {
    return value(key) != null;
  }

  /** Any text that is not empty. */
  public String requiredString(String key) {
    return required(key, ConfigNode::nonEmpty, "");
  }

  public String string(String key, String otherwise) {
    return optional(key, text -> text, otherwise);
  }

  public Optional<String> optionalString(String key) {
    return optional(key, Optional::of, Optional.empty());
  }

  /** A whole number from min to max. */
  public int requiredInteger(String key, int min, int max) {
    return required(key, text -> (int) whole(text, min, max), min);
  }

  /** A whole number from min to max. */
  public int integer(String key, int otherwise, int min, int max) {
    return optional(key, text -> (int) whole(text, min, max), otherwise);
  }

  /** A number from min to max. */
  public double requiredDecimal(String key, double min, double max) {
    return required(key, text -> decimal(text, min, max), min);
  }

  /** A number from min to max. */
  public double decimal(String key, double otherwise, double min, double max) {
    return optional(key, text -> decimal(text, min, max), otherwise);
  }

  /** {@code true} or {@code false}. */
  public boolean bool(String key, boolean otherwise) {
    return optional(key, ConfigNode::truth, otherwise);
  }

  /** A duration above zero. */
  public Duration duration(String key, Duration otherwise) {
    return duration(key, otherwise, Duration.ofMillis(1), Duration.ofMillis(Long.MAX_VALUE >> 1));
  }

  /** A duration from min to max. */
  public Duration duration(String key, Duration otherwise, Duration min, Duration max) {
    return optional(key, text -> duration(text, min, max), otherwise);
  }

  /** A duration above zero, if the file gives one. */
  public Optional<Duration> optionalDuration(String key) {
    Duration max = Duration.ofMillis(Long.MAX_VALUE >> 1);
    return optional(
        key, text -> Optional.of(duration(text, Duration.ofMillis(1), max)), Optional.empty());
  }

  /** Bytes, from min to max. */
  public long size(String key, long otherwise, long min, long max) {
    return optional(key, text -> size(text, min, max), otherwise);
  }

  public HostPort hostPort(String key) {
    return required(key, HostPort::parse, new HostPort("unknown", 0));
  }

  public HostPort hostPort(String key, HostPort otherwise) {
    return optional(key, HostPort::parse, otherwise);
  }

  /** A path; a relative one is relative to the folder of the config file. */
  public Path path(String key) {
    return required(key, self.folder()::resolve, self.folder());
  }

  /** A path, if the file gives one; a relative one is relative to the folder of the config file. */
  public Optional<Path> optionalPath(String key) {
    return optional(key, text -> Optional.of(self.folder().resolve(text)), Optional.empty());
  }

  /**
   * What the parser makes of the text; an {@link IllegalArgumentException} it throws is a problem,
   * with its message.
   */
  public <T> T parse(String key, Function<String, T> parser) {
    return required(key, parser, ConfigNode.<T>standIn());
  }

  /** As {@link #parse(String, Function)}, for a key that may be left out. */
  public <T> T parse(String key, Function<String, T> parser, T otherwise) {
    return optional(key, parser, otherwise);
  }

  /**
   * The mapping under the key, or an empty one if there is none: a required key within it is then
   * reported as missing.
   */
  public <T> T object(String key, ConfigReader<T> reader) {
    YamlValue value = value(key);
    if (value != null) {
      return value.asObject(reader);
    }
    ConfigNode empty =
        new ConfigNode(new YamlValue(self.node(), path(self, key), self.folder(), self.problems()));
    int before = self.problems().count();
    try {
      return reader.read(empty);
    } catch (RuntimeException e) {
      if (self.problems().count() == before) {
        throw e;
      }
      return standIn();
    }
  }

  /** As {@link #object}, but empty if there is no such key. */
  public <T> Optional<T> optionalObject(String key, ConfigReader<T> reader) {
    YamlValue value = value(key);
    return value == null ? Optional.empty() : Optional.ofNullable(value.asObject(reader));
  }

  /** The mappings listed under the key; none if there is no such key. */
  public <T> List<T> list(String key, ConfigReader<T> reader) {
    YamlValue value = value(key);
    return value == null ? List.of() : value.asList(element -> element.asObject(reader));
  }

  /** As above; a plain text in the list stands for a mapping that says nothing else. */
  public <T> List<T> list(String key, Function<String, T> plain, ConfigReader<T> reader) {
    YamlValue value = value(key);
    return value == null
        ? List.of()
        : value.asList(element ->
            element.isScalar()
                ? element.as(plain, ConfigNode.<T>standIn())
                : element.asObject(reader));
  }

  /** The values listed under the key, each parsed; none if there is no such key. */
  public <T> List<T> values(String key, Function<String, T> parser) {
    YamlValue value = value(key);
    return value == null
        ? List.of()
        : value.asList(element -> element.as(parser, ConfigNode.<T>standIn()));
  }

  /** The texts listed under the key; none if there is no such key. */
  public List<String> strings(String key) {
    return values(key, ConfigNode::nonEmpty);
  }

  /** Notes a problem with a key's value that only the reader can see. */
  public void problem(String key, String message) {
    Entry entry = entries.get(key);
    self.problems().add(entry == null ? self.line() : entry.line, path(self, key), message);
  }

  void refuseUnknown() {
    entries.forEach((key, entry) -> {
      if (!asked.contains(key)) {
        self.problems()
            .add(
                entry.line,
                path(self, key),
                "is not a key; known here: " + String.join(", ", asked));
      }
    });
  }

  private <T> T required(String key, Function<String, T> parser, T standIn) {
    YamlValue value = value(key);
    if (value == null) {
      self.problems().add(self.line(), path(self, key), "is missing; give it a value");
      return standIn;
    }
    return value.as(parser, standIn);
  }

  private <T> T optional(String key, Function<String, T> parser, T otherwise) {
    YamlValue value = value(key);
    return value == null ? otherwise : value.as(parser, otherwise);
  }

  private @Nullable YamlValue value(String key) {
    asked.add(key);
    Entry entry = entries.get(key);
    return entry == null || entry.value.isNull() ? null : entry.value;
  }

  private static String path(YamlValue self, String key) {
    return self.key().isEmpty() ? key : self.key() + "." + key;
  }

  /** What stands for a value that could not be read: see {@link ConfigReader}. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <T> T standIn() {
    return null;
  }

  private static String nonEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty; give it a value");
    }
    return text;
  }

  private static long whole(String text, long min, long max) {
    try {
      long value = Long.parseLong(text.replace("_", ""));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a whole number from %d to %d".formatted(text, min, max), e);
    }
    throw new IllegalArgumentException("%s is outside %d to %d".formatted(text, min, max));
  }

  private static double decimal(String text, double min, double max) {
    try {
      double value = Double.parseDouble(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a number from %s to %s".formatted(text, min, max), e);
    }
    throw new IllegalArgumentException("%s is outside %s to %s".formatted(text, min, max));
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'%s' is not true or false".formatted(text));
    };
  }

  private static Duration duration(String text, Duration min, Duration max) {
    Duration value = Units.duration(text);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          value.compareTo(min) < 0
              ? "%s is under %s".formatted(text, Units.text(min))
              : "%s is over %s".formatted(text, Units.text(max)));
    }
    return value;
  }

  private static long size(String text, long min, long max) {
    long value = Units.size(text);
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s is outside %s to %s".formatted(text, Units.text(min), Units.text(max)));
    }
    return value;
  }

  /** The keys the file gives, in its order. */
  @Override
  public String toString() {
    return entries.keySet().stream().collect(Collectors.joining(", ", "[", "]"));
  }
}
