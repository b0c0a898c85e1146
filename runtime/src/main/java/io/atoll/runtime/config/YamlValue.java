package io.atoll.runtime.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of a config file with the place it stands at: a scalar, a list or a mapping.
 *
 * @param node empty if the file is
 * @param key from the root
 * @param folder what relative paths are relative to
 */
record YamlValue(Optional<Node> node, String key, Path folder, Problems problems) {
  int line() {
    return node.flatMap(Node::getStartMark).map(mark -> mark.getLine() + 1).orElse(1);
  }

  void problem(String message) {
    problems.add(line(), key, message);
  }

  boolean isNull() {
    return node.isEmpty() || node.get().getTag().equals(Tag.NULL);
  }

  boolean isScalar() {
    return node.orElse(null) instanceof ScalarNode && !isNull();
  }

  /** The scalar's text, as written; null, with a problem noted, if it isn't a scalar. */
  @Nullable String asText() {
    if (node.orElse(null) instanceof ScalarNode scalar && !isNull()) {
      return scalar.getValue();
    }
    problem("expected one value, found " + kind());
    return null;
  }

  /** What the parser makes of the text; a stand-in, with a problem noted, if it can't. */
  <T> T as(Function<String, T> parser, T standIn) {
    String text = asText();
    if (text == null) {
      return standIn;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      problem(reason(e));
      return standIn;
    }
  }

  /** Elements that are a problem are left out. */
  <T> List<T> asList(Function<YamlValue, T> reader) {
    List<T> elements = new ArrayList<>();
    if (node.orElse(null) instanceof SequenceNode sequence) {
      int index = 0;
      for (Node element : sequence.getValue()) {
        int before = problems.count();
        T read =
            reader.apply(
                new YamlValue(Optional.of(element), key + "[" + index++ + "]", folder, problems));
        if (problems.count() == before) {
          elements.add(read);
        }
      }
    } else {
      problem("expected a list, found " + kind());
    }
    return elements;
  }

  /** The mapping's node; an empty one, with a problem noted, if it isn't a mapping. */
  ConfigNode asNode() {
    ConfigNode mapping = new ConfigNode(this);
    if (node.orElse(null) instanceof MappingNode found) {
      for (NodeTuple entry : found.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode name) {
          String path = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
          YamlValue value =
              new YamlValue(Optional.of(entry.getValueNode()), path, folder, problems);
          int line = name.getStartMark().map(mark -> mark.getLine() + 1).orElse(line());
          if (!mapping.add(name.getValue(), line, value)) {
            problems.add(line, path, "is given twice; leave one");
          }
        } else {
          problem("has a key that is not a plain name");
        }
      }
    } else {
      problem("expected keys with values, found " + kind());
    }
    return mapping;
  }

  /** What the reader makes of the mapping; null, with a problem noted, if it can't. */
  <T> T asObject(ConfigReader<T> reader) {
    int before = problems.count();
    ConfigNode mapping = asNode();
    if (problems.count() > before && !(node.orElse(null) instanceof MappingNode)) {
      return ConfigNode.standIn();
    }
    T read;
    try {
      read = reader.read(mapping);
    } catch (RuntimeException e) {
      if (problems.count() == before) {
        if (!(e instanceof IllegalArgumentException)) {
          throw e;
        }
        problem(reason(e));
      }
      read = ConfigNode.standIn();
    }
    mapping.refuseUnknown();
    return read;
  }

  private String kind() {
    return switch (node.orElse(null)) {
      case null -> "nothing";
      case ScalarNode scalar when !isNull() -> "'" + scalar.getValue() + "'";
      case SequenceNode _ -> "a list";
      case MappingNode _ -> "keys with values";
      default -> "nothing";
    };
  }

  private static String reason(RuntimeException e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
