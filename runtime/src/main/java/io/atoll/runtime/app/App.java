package io.atoll.runtime.app;

import io.atoll.runtime.access.Access;
import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.config.ConfigReader;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of Atoll: config, Vert.x, admin endpoint, then its services in order, and all of them
 * back in reverse order on SIGTERM.
 *
 * <p>Starting goes through these states: <em>starting</em> (the admin endpoint answers, {@code
 * /ready} says 503), <em>running</em> (every service has started; its own readiness checks decide),
 * <em>stopping</em> (503 again, services stop). Exit codes: {@value #EXIT_OK} stopped cleanly,
 * {@value #EXIT_FAILED} did not start or stop cleanly, {@value #EXIT_CONFIG} arguments or config
 * are wrong, with the reasons on standard error.
 *
 * @param <C> the process's config
 */
public final class App<C extends AppConfig> {
  public static final int EXIT_OK = 0;
  public static final int EXIT_FAILED = 1;
  public static final int EXIT_CONFIG = 2;

  /** Long enough for a Hazelcast member on a busy machine; services that take longer hang. */
  private static final Duration START_MAX = Duration.ofMinutes(2);

  /** Makes a process's services, in the order in which they start. */
  @FunctionalInterface
  public interface Assembly<C> {
    List<Service> assemble(Vertx vertx, C config, AdminEndpoint admin) throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(App.class);

  private final C config;
  private final Vertx vertx;
  private final AdminEndpoint admin;
  private final Lifecycle lifecycle;
  private final AtomicBoolean running = new AtomicBoolean();

  private App(C config, Vertx vertx, AdminEndpoint admin, List<Service> services) {
    this.config = config;
    this.vertx = vertx;
    this.admin = admin;
    List<Service> all = new ArrayList<>();
    all.add(admin);
    all.addAll(services);
    this.lifecycle = new Lifecycle(all, START_MAX, config.stopMax());
    admin.readiness(
        "process", () -> Readiness.of(running.get(), "the process is starting or stopping"));
  }

  /**
   * What a {@code main} does: reads {@code --config FILE}, starts, and returns when all services
   * have started; ends the process if that fails.
   */
  public static <C extends AppConfig> void run(
      String[] args, ConfigReader<C> reader, Assembly<C> assembly) {
    PrintStream errors = System.err;
    Optional<Path> file = Arguments.configFile(args, errors);
    if (file.isEmpty()) {
      System.exit(EXIT_CONFIG);
      return;
    }
    try {
      C config = Config.load(file.get(), reader);
      App<C> app = create(config, assembly);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> app.stopOnSignal(), "stop"));
      app.start();
    } catch (ConfigException e) {
      errors.println(e.getMessage());
      System.exit(EXIT_CONFIG);
    } catch (IllegalArgumentException e) {
      errors.println(file.get() + ": " + e.getMessage());
      System.exit(EXIT_CONFIG);
    } catch (Exception e) {
      log.atError().setCause(e).log("did not start");
      // Not System.exit: the hook would report a clean stop. What had started is stopped already.
      Runtime.getRuntime().halt(EXIT_FAILED);
    }
  }

  /** Makes a process without starting it, for tests and for several in one JVM. */
  public static <C extends AppConfig> App<C> create(C config, Assembly<C> assembly)
      throws Exception {
    ProcessConfig process = config.process();
    Access access = process.tokenFile().map(Access::load).orElseGet(Access::loopbackOnly);
    createStateDir(process.stateDir());
    Vertx vertx = createVertx(config.vertxFactory());
    try {
      Tags tags = Tags.of("region", process.region().value(), "node", process.node());
      AdminEndpoint admin = new AdminEndpoint(vertx, process.admin(), access, tags);
      return new App<>(config, vertx, admin, assembly.assemble(vertx, config, admin));
    } catch (Exception e) {
      close(vertx);
      throw e;
    }
  }

  private static void createStateDir(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "state-dir %s can't be made: %s; make it, or name another".formatted(folder, e), e);
    }
  }

  private static Vertx createVertx(VertxFactory factory) throws Exception {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            // Nothing is served from files or the class path.
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return factory
        .create(options)
        .toCompletionStage()
        .toCompletableFuture()
        .get(START_MAX.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Starts the services; blocks until they have.
   *
   * @throws StartException naming the service that failed
   */
  public void start() {
    try {
      lifecycle.start();
    } catch (StartException e) {
      close(vertx);
      throw e;
    }
    running.set(true);
    log.atInfo().addKeyValue("node", config.process().nodeId()).log("started");
  }

  /**
   * Stops the services in reverse order; blocks until they have, at most as long as the config
   * says.
   *
   * @return whether all stopped cleanly
   */
  public boolean stop() {
    running.set(false);
    boolean clean = lifecycle.stop();
    return close(vertx) && clean;
  }

  public AdminEndpoint admin() {
    return admin;
  }

  private void stopOnSignal() {
    log.atInfo().addKeyValue("node", config.process().nodeId()).log("stopping");
    // A JVM ended by SIGTERM reports 143 whatever its hooks did; a clean stop is 0.
    Runtime.getRuntime().halt(stop() ? EXIT_OK : EXIT_FAILED);
  }

  private static boolean close(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      log.atWarn().setCause(e).log("Vert.x did not close cleanly");
      return false;
    }
  }
}
