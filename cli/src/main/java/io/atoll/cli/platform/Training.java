package io.atoll.cli.platform;

import io.atoll.cli.Api;
import io.atoll.cli.PlatformFile;
import io.atoll.cli.platform.wan.Wan;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The run that an AOT cache is made from (JEP 483, 514): processes of every role of two regions,
 * all in this one JVM, under a little traffic. The cache then serves every role. Nothing depends on
 * it: without a cache, or with one that doesn't fit, a start only takes longer.
 *
 * <p>{@code main} without arguments starts a second JVM that makes the run, and gives it a bounded
 * time; {@code main --run DIR} is that JVM.
 */
public final class Training {
  /** Of the highest net, where no platform of a user's is. */
  private static final int NET = AddressPlan.NET_MAX;

  private static final int REGIONS = 2;
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final Duration ALL_MAX = Duration.ofSeconds(150);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int REQUESTS = 200;
  private static final String RUN = "--run";

  private Training() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2 && args[0].equals(RUN)) {
      run(Path.of(args[1]));
    } else {
      System.exit(outer() ? 0 : 1);
    }
  }

  private static boolean outer() throws IOException, InterruptedException {
    JvmCommand jvm = JvmCommand.ofThisBuild();
    Path dir = jvm.aotCache().resolveSibling("training");
    Path fresh = jvm.aotCache().resolveSibling("atoll.aot.new");
    DataFiles.delete(dir);
    Files.createDirectories(dir);
    Files.deleteIfExists(jvm.aotCache());
    Path log = dir.resolve("training.log");
    Process process =
        new ProcessBuilder(
                jvm.of(
                    Training.class.getName(),
                    List.of(
                        "-Xmx768m",
                        // Classes only: profiles would have code compiled well during the start.
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-AOTRecordTraining",
                        "-XX:AOTCacheOutput=" + fresh),
                    List.of(RUN, dir.toString())))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Thread onInterrupt = Thread.ofPlatform().unstarted(() -> kill(process));
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    boolean ended = process.waitFor(ALL_MAX.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      kill(process);
      process.waitFor();
    }
    Runtime.getRuntime().removeShutdownHook(onInterrupt);
    if (!ended || process.exitValue() != 0 || !Files.exists(fresh)) {
      System.err.println("atoll: no AOT cache was made, so starts take longer; see " + log);
      Files.deleteIfExists(fresh);
      return false;
    }
    Files.move(fresh, jvm.aotCache());
    return true;
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void run(Path dir) throws Exception {
    SupervisorConfig config = new SupervisorConfig(dir, NET, REGIONS, WanProfile.NONE);
    Blueprint blueprint = config.blueprint();
    new DataFiles(blueprint.data()).write(blueprint, config);
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    List<Process> stores = new ArrayList<>();
    try {
      new Wan(vertx, System::currentTimeMillis, System::nanoTime, blueprint.routes())
          .start()
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      // One edge is like the other.
      List<NodeSpec> nodes =
          blueprint.nodes().stream().filter(node -> !node.id().node().equals("edge-2")).toList();
      for (Role role : Role.values()) {
        for (NodeSpec node : nodes.stream().filter(each -> each.role() == role).toList()) {
          start(node).ifPresent(stores::add);
        }
      }
      awaitReady(nodes);
      exercise(blueprint.platformFile());
    } finally {
      stores.forEach(Process::destroyForcibly);
    }
    // Not exit: the hooks of several processes in one JVM would be in each other's way.
    Runtime.getRuntime().halt(0);
  }

  private static Optional<Process> start(NodeSpec node) throws Exception {
    if (node.role() == Role.REDIS) {
      return Optional.of(
          new ProcessBuilder(node.command())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    Path config = node.dir().resolve("config.yaml");
    try {
      Class.forName(node.role().mainClass())
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {"--config", config.toString()});
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("%s did not start".formatted(node.id()), e.getCause());
    }
    return Optional.empty();
  }

  private static void awaitReady(List<NodeSpec> nodes) throws InterruptedException {
    long deadline = System.nanoTime() + READY_MAX.toNanos();
    for (NodeSpec node : nodes) {
      Optional<String> problem = node.ready().problem();
      while (problem.isPresent()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%s is not ready: %s".formatted(node.id(), problem.get()));
        }
        Thread.sleep(LOOK);
        problem = node.ready().problem();
      }
    }
  }

  /** What users and operators do most. */
  private static void exercise(PlatformFile platform) throws IOException {
    for (PlatformFile.Region region : platform.regions()) {
      Api edge = new Api(region.edges().getFirst().data(), null, Duration.ofSeconds(5));
      for (int i = 0; i < REQUESTS; i++) {
        String path = "/v1/kv/profiles/trained-%s-%d".formatted(region.id(), i % 10);
        edge.put(path, new JsonObject().put("i", i));
        edge.get(path);
        if (i % 10 == 9) {
          edge.delete(path);
        }
      }
      new Api(region.controller(), null, Duration.ofSeconds(5)).get("/v1/status");
      new Api(region.replicator(), null, Duration.ofSeconds(5)).get("/metrics");
    }
  }
}
