package io.atoll.parts;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka of one node, broker and KRaft controller, in this JVM. Its data directory outlives it: a
 * broker started on the same directory has the same topics with the same ids and records. Ports are
 * settled when it is built and stay the same over {@link #stop} and {@link #start}.
 *
 * <p>A fatal fault of the broker (such as a full disk) would halt the JVM; here it becomes an
 * exception in the log, unless the builder was told that the JVM is the broker's own.
 */
public final class KafkaBroker implements AutoCloseable {
  private static final int NODE_ID = 1;

  /** The listener for clients of the broker's own region. */
  public static final String LOCAL = "LOCAL";

  private static final String CONTROLLER = "CONTROLLER";

  private final Path dataDir;
  private final String host;
  private final Map<String, KafkaListener> listeners;
  private final KafkaListener controller;
  private final Map<String, String> overrides;
  private @Nullable KafkaRaftServer server;

  private KafkaBroker(Builder builder) {
    dataDir = builder.dataDir;
    host = builder.host;
    listeners = new LinkedHashMap<>();
    listeners.put(LOCAL, KafkaListener.direct(LOCAL, host, builder.port).resolved(host));
    builder.listeners.forEach(listener -> listeners.put(listener.name(), listener.resolved(host)));
    controller = KafkaListener.direct(CONTROLLER, host, builder.controllerPort).resolved(host);
    overrides = Map.copyOf(builder.overrides);
    if (!builder.ownJvm) {
      Exit.setExitProcedure(KafkaBroker::refuseToExit);
      Exit.setHaltProcedure(KafkaBroker::refuseToExit);
    }
  }

  public static Builder builder(Path dataDir) {
    return new Builder(dataDir);
  }

  /** What clients of the same region connect to, {@code host:port}. */
  public String bootstrap() {
    return bootstrap(LOCAL);
  }

  /** What the clients of a named listener connect to, {@code host:port}, proxies left aside. */
  public String bootstrap(String listener) {
    KafkaListener found = listeners.get(listener);
    if (found == null) {
      throw new IllegalArgumentException(
          "no listener '%s'; this broker has %s".formatted(listener, listeners.keySet()));
    }
    return host + ":" + found.port();
  }

  /** Returns when clients can connect. */
  public synchronized void start() {
    if (server != null) {
      throw new IllegalStateException("the broker on %s runs already".formatted(dataDir));
    }
    formatIfNew();
    KafkaRaftServer starting =
        new KafkaRaftServer(new KafkaConfig(properties(), false), Time.SYSTEM);
    try {
      starting.startup();
    } catch (RuntimeException | Error e) {
      starting.shutdown();
      throw e;
    }
    server = starting;
  }

  /** Returns when everything is on disk and the ports are free; does nothing if it doesn't run. */
  public synchronized void stop() {
    KafkaRaftServer stopping = server;
    server = null;
    if (stopping != null) {
      stopping.shutdown();
      stopping.awaitShutdown();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void formatIfNew() {
    if (Files.exists(dataDir.resolve("meta.properties"))) {
      return;
    }
    try {
      Files.createDirectories(dataDir);
      String voter = "%d@%s:%d:%s".formatted(NODE_ID, host, controller.port(), Uuid.randomUuid());
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE_ID)
          .setControllerListenerName(CONTROLLER)
          .setMetadataLogDirectory(dataDir.toString())
          .addDirectory(dataDir.toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setInitialControllers(DynamicVoters.parse(voter))
          .setHasDynamicQuorum(true)
          .run();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(
          "can't make the broker's data directory %s".formatted(dataDir), e);
    } catch (Exception e) {
      throw new IllegalStateException("can't format %s for Kafka".formatted(dataDir), e);
    }
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(SmallBroker.PROPERTIES);
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("log.dirs", dataDir.toString());
    properties.put("controller.quorum.bootstrap.servers", host + ":" + controller.port());
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("inter.broker.listener.name", LOCAL);
    properties.put(
        "listeners",
        Stream.concat(listeners.values().stream(), Stream.of(controller))
            .map(listener -> listener.bound(host))
            .collect(Collectors.joining(",")));
    properties.put(
        "advertised.listeners",
        listeners.values().stream()
            .map(KafkaListener::advertised)
            .collect(Collectors.joining(",")));
    properties.put(
        "listener.security.protocol.map",
        Stream.concat(listeners.keySet().stream(), Stream.of(CONTROLLER))
            .map(name -> name + ":PLAINTEXT")
            .collect(Collectors.joining(",")));
    properties.putAll(overrides);
    return properties;
  }

  private static void refuseToExit(int status, @Nullable String message) {
    throw new IllegalStateException(
        "the broker wanted to end the JVM with status %d: %s".formatted(status, message));
  }

  /** Collects what a broker is to be. Without further word: 127.0.0.1 and any free ports. */
  public static final class Builder {
    private final Path dataDir;
    private final List<KafkaListener> listeners = new ArrayList<>();
    private final Map<String, String> overrides = new HashMap<>();
    private String host = "127.0.0.1";
    private int port;
    private int controllerPort;
    private boolean ownJvm;

    private Builder(Path dataDir) {
      this.dataDir = dataDir.toAbsolutePath();
    }

    /** The address that every listener binds. */
    public Builder host(String value) {
      host = value;
      return this;
    }

    /** The port of {@link #LOCAL}; 0: any free one. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** The port of the KRaft controller; 0: any free one. */
    public Builder controllerPort(int value) {
      controllerPort = value;
      return this;
    }

    public Builder listener(KafkaListener listener) {
      listeners.add(listener);
      return this;
    }

    /** Sets a broker property over what this module sets, such as {@code num.io.threads}. */
    public Builder property(String name, String value) {
      overrides.put(name, value);
      return this;
    }

    /** Lets a fatal fault of the broker end the JVM, because it is all that runs there. */
    public Builder ownJvm() {
      ownJvm = true;
      return this;
    }

    public KafkaBroker build() {
      return new KafkaBroker(this);
    }

    public KafkaBroker start() {
      KafkaBroker broker = build();
      broker.start();
      return broker;
    }
  }
}
