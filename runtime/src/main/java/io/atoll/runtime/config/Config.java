package io.atoll.runtime.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a YAML file into records and says everything that is wrong with it at once: {@code
 * Config.load(path, EdgeConfig::read)}.
 */
public final class Config {
  /** Far above any config of ours; below what could fill the memory by mistake. */
  private static final long FILE_BYTES_MAX = 4 << 20;

  private Config() {}

  /**
   * Reads a file that holds one mapping.
   *
   * @throws ConfigException with every problem, also when there is no such file
   */
  public static <T> T load(Path file, ConfigReader<T> reader) {
    return parse(file, text(file), reader);
  }

  /**
   * Reads a file that is a list of mappings.
   *
   * @throws ConfigException with every problem, also when there is no such file
   */
  public static <T> List<T> loadList(Path file, ConfigReader<T> reader) {
    return parseList(file, text(file), reader);
  }

  /** As {@link #load}, with the file's text at hand; its path names it in problems. */
  public static <T> T parse(Path file, String text, ConfigReader<T> reader) {
    Problems problems = new Problems();
    YamlValue root = new YamlValue(compose(file, text), "", folder(file), problems);
    T config = root.asObject(reader);
    problems.throwIfAny(file.toString());
    return config;
  }

  /** As {@link #loadList}, with the file's text at hand; its path names it in problems. */
  public static <T> List<T> parseList(Path file, String text, ConfigReader<T> reader) {
    Problems problems = new Problems();
    YamlValue root = new YamlValue(compose(file, text), "", folder(file), problems);
    List<T> configs = root.asList(element -> element.asObject(reader));
    problems.throwIfAny(file.toString());
    return configs;
  }

  private static String text(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > FILE_BYTES_MAX) {
        throw broken(
            file,
            1,
            "%s are more than a config file may have, %s; is it the right file?"
                .formatted(Units.text(bytes), Units.text(FILE_BYTES_MAX)));
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw broken(file, 1, "there is no such file; give the path of one that exists");
    } catch (IOException e) {
      throw broken(file, 1, "can't be read: " + e);
    }
  }

  private static Optional<Node> compose(Path file, String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file.toString()).setMaxAliasesForCollections(50).build();
    try {
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw broken(file, line, "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw broken(file, 1, "is not YAML: " + e.getMessage());
    }
  }

  private static ConfigException broken(Path file, int line, String message) {
    return new ConfigException(file.toString(), List.of(new ConfigProblem(line, "", message)));
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
