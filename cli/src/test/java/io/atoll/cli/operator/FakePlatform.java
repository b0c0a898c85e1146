package io.atoll.cli.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atoll.cli.Main;
import io.atoll.cli.PlatformFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A data directory whose addresses lead to this JVM: one server per controller, replicator and
 * supervisor, each answering as told, and operator calls only with the token.
 */
final class FakePlatform implements AutoCloseable {
  static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final List<String> REGIONS = List.of("us-east", "eu-west", "ap-northeast");

  /** One process: what it answers to which request, such as {@code GET /v1/status}. */
  static final class Server {
    private record Answer(int status, String body) {}

    private final HttpServer http;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private Server() throws IOException {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/", this::handle);
      http.start();
    }

    Server on(String request, int status, String body) {
      answers.put(request, new Answer(status, body));
      return this;
    }

    /** Every request with its body, in order. */
    List<String> requests() {
      return requests;
    }

    void die() {
      http.stop(0);
    }

    /** Its address as a base URL. */
    String base() {
      return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      requests.add(
          (request + " " + new String(exchange.getRequestBody().readAllBytes(), UTF_8)).strip());
      boolean reads = exchange.getRequestMethod().equals("GET");
      boolean operator =
          ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
      Answer answer =
          reads || operator
              ? answers.getOrDefault(request, new Answer(404, "{\"detail\":\"no such path\"}"))
              : new Answer(401, "{\"detail\":\"operator calls need a token\"}");
      byte[] body = answer.body.getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }
  }

  /** What a command did. */
  record Run(int exitCode, String out, String err) {}

  private final Path dataDir;
  private final Server supervisor = new Server();
  private final Map<String, Server> controllers = new LinkedHashMap<>();
  private final Map<String, Server> replicators = new LinkedHashMap<>();
  private final Map<String, Server> edges = new LinkedHashMap<>();

  FakePlatform(Path dataDir) throws IOException {
    this.dataDir = dataDir;
    List<PlatformFile.Region> regions = new ArrayList<>();
    for (String region : REGIONS) {
      controllers.put(region, new Server());
      replicators.put(region, new Server());
      edges.put(region, new Server());
      regions.add(
          new PlatformFile.Region(
              region,
              regions.size() + 1,
              0,
              0,
              controller(region).base(),
              replicator(region).base(),
              "127.0.0.1:1",
              "127.0.0.1:1",
              "127.0.0.1:1",
              List.of(new PlatformFile.Edge("edge-1", edge(region).base(), edge(region).base()))));
    }
    Path tokenFile = dataDir.resolve("operator.token");
    Files.writeString(tokenFile, TOKEN + "\n");
    Files.writeString(
        dataDir.resolve(PlatformFile.NAME),
        new PlatformFile(supervisor.base(), "127.0.0.1:5300", tokenFile, "default", regions)
            .json());
  }

  Server supervisor() {
    return supervisor;
  }

  Server controller(String region) {
    return controllers.getOrDefault(region, supervisor);
  }

  Server replicator(String region) {
    return replicators.getOrDefault(region, supervisor);
  }

  Server edge(String region) {
    return edges.getOrDefault(region, supervisor);
  }

  void forgetToken() throws IOException {
    Files.delete(dataDir.resolve("operator.token"));
  }

  void replaceToken(String token) throws IOException {
    Files.writeString(dataDir.resolve("operator.token"), token);
  }

  /** Runs {@code atoll} as a shell would, on this platform. */
  Run atoll(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                Stream.concat(Stream.of(args), Stream.of("--data", dataDir.toString()))
                    .toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  static JsonObject json(String text) {
    return new JsonObject(text);
  }

  @Override
  public void close() {
    supervisor.die();
    controllers.values().forEach(Server::die);
    replicators.values().forEach(Server::die);
    edges.values().forEach(Server::die);
  }
}
