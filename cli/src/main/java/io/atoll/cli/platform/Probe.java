package io.atoll.cli.platform;

import io.atoll.parts.RedisServer;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** How to tell that a process does its work. Each asks once and blocks, at most a second. */
sealed interface Probe {
  Duration TIMEOUT = Duration.ofSeconds(1);

  /** Why the process is not ready; empty: it is. */
  Optional<String> problem();

  /** Its admin endpoint answers {@code GET /ready} with 200. */
  record HttpReady(HostPort admin) implements Probe {
    @Override
    public Optional<String> problem() {
      try {
        HttpURLConnection connection =
            (HttpURLConnection) URI.create("http://" + admin + "/ready").toURL().openConnection();
        connection.setConnectTimeout(millis());
        connection.setReadTimeout(millis());
        try {
          int status = connection.getResponseCode();
          return status == HttpURLConnection.HTTP_OK
              ? Optional.empty()
              : Optional.of(reason(status, connection));
        } finally {
          connection.disconnect();
        }
      } catch (IOException e) {
        return Optional.of("is not listening yet");
      }
    }

    private static String reason(int status, HttpURLConnection connection) throws IOException {
      try (var body = connection.getErrorStream()) {
        JsonObject answer =
            new JsonObject(
                body == null ? "{}" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        return answer.getJsonArray("checks", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .filter(check -> !check.getBoolean("ready", true))
            .map(check -> check.getString("name") + ": " + check.getString("detail"))
            .collect(Collectors.joining("; "));
      } catch (DecodeException e) {
        return "answers with status " + status;
      }
    }
  }

  /**
   * A broker answers {@code ApiVersions}, which it does only once it serves clients; a connection
   * alone is accepted long before.
   */
  record KafkaAnswers(HostPort broker) implements Probe {
    private static final short API_VERSIONS = 18;
    private static final int ANSWER_MAX = 1 << 20;

    @Override
    public Optional<String> problem() {
      try (Socket socket = connect(broker)) {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        // Size, API key, version 0, correlation id 1, no client id (KIP-35).
        out.writeInt(10);
        out.writeShort(API_VERSIONS);
        out.writeShort(0);
        out.writeInt(1);
        out.writeShort(-1);
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int size = in.readInt();
        boolean answered = size > 0 && size < ANSWER_MAX && in.readInt() == 1;
        return answered ? Optional.empty() : Optional.of("answers, but not as a broker does");
      } catch (IOException e) {
        return Optional.of("does not serve clients yet");
      }
    }
  }

  /** A Redis answers PING. */
  record RedisAnswers(HostPort redis) implements Probe {
    @Override
    public Optional<String> problem() {
      return RedisServer.answersPing(redis.host(), redis.port())
          ? Optional.empty()
          : Optional.of("does not answer PING yet");
    }
  }

  /** Whether somebody listens there. */
  static boolean accepts(HostPort address) {
    try (Socket socket = connect(address)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Socket connect(HostPort address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address.host(), address.port()), millis());
      socket.setSoTimeout(millis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static int millis() {
    return Math.toIntExact(TIMEOUT.toMillis());
  }
}
