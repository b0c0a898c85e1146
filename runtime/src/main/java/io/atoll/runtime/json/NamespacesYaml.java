package io.atoll.runtime.json;

import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file that seeds the namespaces: in YAML, {@code namespaces: [{name: profiles, kind: register,
 * default-ttl: 7d}]}, the time to live being optional.
 */
public final class NamespacesYaml {
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
    return new Namespace(
        node.requiredString("name"),
        node.parse("kind", NamespacesYaml::kind),
        node.optionalDuration("default-ttl").orElse(null));
  }

  private static Kind kind(String text) {
    for (Kind kind : Kind.values()) {
      if (text.equals(name(kind))) {
        return kind;
      }
    }
    List<String> known = Arrays.stream(Kind.values()).map(NamespacesYaml::name).toList();
    throw new IllegalArgumentException(
        known.stream().collect(Collectors.joining(", ", "'" + text + "' is not one of: ", "")));
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
