package io.atoll.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Command lines for the JVMs of the platform: the Java this process runs on, one class path for
 * all, and the AOT cache if there is one.
 *
 * @param java the {@code java} executable
 * @param lib the directory of all jars
 * @param aotCache where the cache would be
 */
record JvmCommand(Path java, Path lib, Path aotCache) {
  /** Set at build time by whoever has another layout, such as a test. */
  private static final String LIB_PROPERTY = "atoll.lib";

  /** What Netty's native transport, Hazelcast and Kafka ask for, as in the root pom. */
  private static final List<String> ACCESS_FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  /** Many small JVMs on one machine: the cheapest collector, few threads, no files in /tmp. */
  private static final List<String> SMALL_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-XX:ActiveProcessorCount=2",
          "-Xss512k",
          "-Xms16m",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dio.netty.allocator.numHeapArenas=1",
          "-Dio.netty.allocator.numDirectArenas=1",
          "-Dhazelcast.logging.type=slf4j",
          "-Dvertx.disableDnsResolver=true");

  /** Of the build this class comes from. */
  static JvmCommand ofThisBuild() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String lib = System.getProperty(LIB_PROPERTY);
    Path libDir = lib == null ? ownJar().resolveSibling("") : Path.of(lib);
    Path absolute = libDir.toAbsolutePath().normalize();
    return new JvmCommand(java, absolute, absolute.resolveSibling("atoll.aot"));
  }

  private static Path ownJar() {
    try {
      return Path.of(JvmCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException("can't tell where this class was loaded from", e);
    }
  }

  List<String> of(String mainClass, List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(ACCESS_FLAGS);
    command.addAll(SMALL_FLAGS);
    command.addAll(flags);
    if (Files.exists(aotCache)) {
      command.add("-XX:AOTCache=" + aotCache);
      // A cache of another JDK or another build is of no use, and no reason to fail or to warn.
      command.add("-XX:AOTMode=auto");
      command.add("-Xlog:aot*=off,cds*=off");
    }
    command.add("-cp");
    command.add(classPath());
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** In one order always, as the cache demands. */
  String classPath() {
    try (Stream<Path> jars = Files.list(lib)) {
      return jars.map(Path::toString)
          .filter(jar -> jar.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no jars in %s; build them: ./mvnw -Pquick package".formatted(lib), e);
    }
  }
}
