package io.atoll.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code redis-server} to run: the system's if there is one on the PATH, else one from the
 * class path (embedded-redis, Redis 6.2), unpacked once into the user's cache directory.
 */
public final class RedisBinary {
  private static final String EXECUTABLE = "redis-server";

  /** By operating system and architecture, as embedded-redis 1.4.4 names its resources. */
  private static final Map<String, String> RESOURCES =
      Map.of(
          "linux/amd64", "redis-server-6.2.6-v5-linux-amd64",
          "linux/aarch64", "redis-server-6.2.7-linux-arm64",
          "mac os x/x86_64", "redis-server-6.2.6-v5-darwin-amd64",
          "mac os x/aarch64", "redis-server-6.2.6-v5-darwin-arm64");

  private RedisBinary() {}

  /**
   * Finds or unpacks it.
   *
   * @throws IllegalStateException if there is none for this platform; the message says what to
   *     install
   */
  public static Path find() {
    return onPath(System.getenv("PATH")).orElseGet(() -> unpacked(cacheDir()));
  }

  static Optional<Path> onPath(@Nullable String path) {
    return path == null
        ? Optional.empty()
        : Stream.of(path.split(Pattern.quote(java.io.File.pathSeparator)))
            .filter(directory -> !directory.isEmpty())
            .map(directory -> Path.of(directory, EXECUTABLE))
            .filter(Files::isExecutable)
            .findFirst();
  }

  static Path unpacked(Path cacheDir) {
    String platform =
        "%s/%s"
            .formatted(
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT),
                System.getProperty("os.arch", ""));
    String resource = RESOURCES.get(platform);
    if (resource == null) {
      throw new IllegalStateException(
          "no redis-server for platform '%s' is shipped; install one (Debian: apt-get install redis-server) so that it is on the PATH"
              .formatted(platform));
    }
    Path target = cacheDir.resolve(resource);
    return Files.isExecutable(target) ? target : unpack(resource, target);
  }

  /** Written beside and renamed, so that two processes may do it at once. */
  private static Path unpack(String resource, Path target) {
    try (InputStream binary = RedisBinary.class.getClassLoader().getResourceAsStream(resource)) {
      if (binary == null) {
        throw new IllegalStateException(
            "'%s' is not on the class path, and no redis-server on the PATH".formatted(resource));
      }
      Path directory = Files.createDirectories(Path.of(String.valueOf(target.getParent())));
      Path part = Files.createTempFile(directory, resource, ".part");
      Files.copy(binary, part, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
      return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("can't unpack redis-server to %s".formatted(target), e);
    }
  }

  private static Path cacheDir() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(xdg);
    return base.resolve("atoll");
  }
}
