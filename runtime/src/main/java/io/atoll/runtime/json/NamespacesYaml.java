package io.atoll.runtime.json;

import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The file that seeds the namespaces: in YAML, {@code namespaces: [{name: profiles, kind: register,
 * default-ttl: 7d}]}. Optional are {@code default-ttl} (registers and documents), {@code
 * durability} (default local), {@code score-policy} (leaderboards; default latest), {@code
 * value-bytes-max} and {@code purges-pages} (default false).
 */
public final class NamespacesYaml {
  /** What an edge may be configured with. */
  private static final long VALUE_BYTES_MAX = 1 << 20;

  private NamespacesYaml() {}

  /**
   * The namespaces by name.
   *
   * @throws io.atoll.runtime.config.ConfigException with every problem of the file
   */
  public static SortedMap<String, Namespace> load(Path file) {
    SortedMap<String, Namespace> namespaces = new TreeMap<>();
    Config.load(
        file,
        root ->
            root.list(
                "namespaces",
                node -> {
                  Namespace namespace = read(node);
                  if (namespaces.putIfAbsent(namespace.name(), namespace) != null) {
                    node.problem(
                        "name", "'%s' is listed twice; leave one".formatted(namespace.name()));
                  }
                  return namespace;
                }));
    return namespaces;
  }

  /** Reads one namespace. */
  public static Namespace read(ConfigNode node) {
    Kind kind = node.parse("kind", text -> constant(Kind.values(), text));
    return new Namespace(
        node.requiredString("name"),
        kind,
        node.optionalDuration("default-ttl").orElse(null),
        node.parse("durability", text -> constant(Durability.values(), text), Durability.LOCAL),
        scorePolicy(node, kind),
        node.has("value-bytes-max")
            ? Math.toIntExact(node.size("value-bytes-max", 0, 1, VALUE_BYTES_MAX))
            : null,
        node.bool("purges-pages", false));
  }

  private static @Nullable ScorePolicy scorePolicy(ConfigNode node, Kind kind) {
    if (node.has("score-policy") || kind == Kind.LEADERBOARD) {
      return node.parse(
          "score-policy", text -> constant(ScorePolicy.values(), text), ScorePolicy.LATEST);
    }
    return null;
  }

  private static <E extends Enum<E>> E constant(E[] all, String text) {
    for (E constant : all) {
      if (text.equals(name(constant))) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        Arrays.stream(all)
            .map(NamespacesYaml::name)
            .collect(Collectors.joining(", ", "'" + text + "' is not one of: ", "")));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
