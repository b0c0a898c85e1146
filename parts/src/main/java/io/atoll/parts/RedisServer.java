package io.atoll.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@code redis-server} process beside this JVM, without persistence: every start is an empty
 * store with a new run id, unless it was told to save. It ends with this JVM, unless the JVM is
 * killed.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofSeconds(10);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);
  private static final Duration PING_TIMEOUT = Duration.ofMillis(500);

  /** Far more than it says of itself. */
  private static final int INFO_BYTES_MAX = 64 << 10;

  /** How often a start on "any free port" may lose the port to another process. */
  private static final int ATTEMPTS = 5;

  private final String host;
  private final boolean anyPort;
  private final Map<String, String> environment;

  /** Where it writes a dump if it is told to, and looks for one when it starts: its own. */
  private final Path directory;

  private int port;
  private @Nullable Process process;

  private RedisServer(String host, int port, Map<String, String> environment) {
    this.host = host;
    this.environment = Map.copyOf(environment);
    this.anyPort = port == 0;
    this.port = port;
    try {
      directory = Files.createTempDirectory("atoll-redis");
    } catch (IOException e) {
      throw new UncheckedIOException("can't make a directory for redis-server", e);
    }
  }

  /** Starts one on 127.0.0.1 and any free port. */
  public static RedisServer start() {
    return start("127.0.0.1", 0);
  }

  /**
   * Starts one and returns when it answers.
   *
   * @param port 0: any free one, which it keeps over {@link #restart}
   */
  public static RedisServer start(String host, int port) {
    return start(new RedisServer(host, port, Map.of()));
  }

  /**
   * Starts one on 127.0.0.1 and any free port.
   *
   * @param environment beside this process' own, such as what a library that is loaded first needs
   */
  public static RedisServer start(Map<String, String> environment) {
    return start(new RedisServer("127.0.0.1", 0, environment));
  }

  private static RedisServer start(RedisServer server) {
    try {
      server.restart();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(server::endAtOnce, "redis-kill"));
    return server;
  }

  /**
   * The command line of such a server, for whoever looks after the process itself.
   *
   * @param memoryMax as Redis writes it, such as {@code 256mb}
   */
  public static List<String> command(String host, int port, String memoryMax) {
    return List.of(
        RedisBinary.find().toString(),
        "--bind",
        host,
        "--port",
        Integer.toString(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--loglevel",
        "warning",
        "--maxmemory",
        memoryMax,
        // Cells carry no expiry and are never evicted; only cached HTTP answers may go.
        "--maxmemory-policy",
        "volatile-lru");
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  /** The process that runs now. */
  public synchronized long pid() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("expected a Redis that runs, but it was stopped");
    }
    return running.pid();
  }

  /** {@code redis://host:port}, as clients take it. */
  public String uri() {
    return "redis://" + host + ":" + port;
  }

  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Starts it, empty, after {@link #stop} or {@link #kill}; stops it first if it runs. */
  public synchronized void restart() {
    stop();
    for (int attempt = 1; ; attempt++) {
      if (port == 0) {
        port = FreePort.on(host);
      }
      if (launch()) {
        return;
      }
      if (!anyPort || attempt == ATTEMPTS) {
        throw new IllegalStateException(
            "redis-server did not start on %s:%d within %s; is the port taken?"
                .formatted(host, port, START_DEADLINE));
      }
      port = 0;
    }
  }

  private boolean launch() {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(host, port, "256mb"))
              .directory(Files.createDirectories(directory).toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment);
      Process launched = builder.start();
      process = launched;
      long deadline = System.nanoTime() + START_DEADLINE.toNanos();
      while (launched.isAlive() && System.nanoTime() < deadline) {
        if (answers(launched.pid())) {
          return true;
        }
        launched.waitFor(10, TimeUnit.MILLISECONDS);
      }
      kill();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("can't run redis-server", e);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while redis-server was starting", e);
    }
  }

  /** Whether it is this process that answers: another one's Redis may have taken the port. */
  private boolean answers(long pid) {
    return answer(host, port, "INFO server\r\nQUIT\r\n", INFO_BYTES_MAX)
        .contains("process_id:" + pid + "\r\n");
  }

  /** Whether a Redis at this address answers PING with PONG within half a second. */
  public static boolean answersPing(String host, int port) {
    return answer(host, port, "PING\r\n", "+PONG".length()).equals("+PONG");
  }

  /** So many bytes of what it answers, or all if it then ends the connection; empty: nothing. */
  private static String answer(String host, int port, String command, int bytesMax) {
    try (Socket socket = new Socket()) {
      int timeout = Math.toIntExact(PING_TIMEOUT.toMillis());
      socket.connect(new InetSocketAddress(host, port), timeout);
      socket.setSoTimeout(timeout);
      socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(bytesMax);
      return new String(answer, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  /** SIGTERM, and SIGKILL if that does not end it; what it held is gone either way. */
  public synchronized void stop() {
    Process stopping = process;
    if (stopping == null) {
      return;
    }
    stopping.destroy();
    try {
      if (!stopping.waitFor(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    process = null;
  }

  /** SIGKILL; returns when it is gone. */
  public synchronized void kill() {
    Process killed = process;
    process = null;
    if (killed != null) {
      killed.destroyForcibly().onExit().join();
    }
  }

  private void endAtOnce() {
    kill();
    forget();
  }

  @Override
  public void close() {
    stop();
    forget();
  }

  private void forget() {
    try {
      Files.deleteIfExists(directory.resolve("dump.rdb"));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove what redis-server left in " + directory, e);
    }
  }
}
