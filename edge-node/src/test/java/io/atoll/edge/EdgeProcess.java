package io.atoll.edge;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An edge as a process of its own, that can be told to stop. */
final class EdgeProcess {
  private static final List<String> FLAGS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Process process;

  /**
   * @param config beside which its log is written
   */
  EdgeProcess(Path config) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What opens the JDK to Netty and Hazelcast is the same as for the tests' own JVM.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EdgeMain.class.getName(), "--config", config.toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Path.of(config + ".log").toFile())
            .start();
  }

  /** SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  /**
   * The status with which it ends.
   *
   * @throws AssertionError if it does not in time
   */
  int exitStatus(Duration max) throws InterruptedException {
    if (!process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it has not ended within " + max);
    }
    return process.exitValue();
  }

  /** SIGKILL, if it is still there. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
