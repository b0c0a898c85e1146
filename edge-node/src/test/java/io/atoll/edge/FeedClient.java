package io.atoll.edge;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client of a change feed, on a socket of its own: reads server-sent events as a browser does,
 * and answers that are none as well.
 */
final class FeedClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  /** A feed that has nothing to tell is never silent: it says where it stands. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private static final String ID = "id: ";

  /** The size of the last chunk. */
  private static final String END = "0";

  final int status;
  private final Socket socket;
  private final BufferedReader in;
  private String lastId = "";

  /** An event with a name other than {@code message}, or null, and its data. */
  record Event(@Nullable String name, JsonObject data) {}

  /**
   * Opens a feed.
   *
   * @param token where to go on, sent as a browser that reconnects does; empty: from now on
   */
  FeedClient(URI uri, String token) throws IOException {
    this(new Socket(), uri, token);
  }

  /** Opens a feed from now on over a socket that takes a few KiB until they are read. */
  static FeedClient withLittleRoom(URI uri) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 << 10);
    return new FeedClient(socket, uri, "");
  }

  private FeedClient(Socket socket, URI uri, String token) throws IOException {
    this.socket = socket;
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    String request =
        "GET %s?%s HTTP/1.1\r\nHost: edge\r\n%s\r\n"
            .formatted(
                uri.getPath(),
                uri.getQuery(),
                token.isEmpty() ? "" : "Last-Event-ID: " + token + "\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    status = Integer.parseInt(head().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    boolean events = false;
    for (String line = head(); !line.isEmpty(); line = head()) {
      events |= line.equalsIgnoreCase("content-type: text/event-stream");
    }
    if (events) {
      nextId();
    }
  }

  /** Where to go on after what was read. */
  String token() {
    return lastId;
  }

  /** Reads on to where the feed next says how far it is, event or not. */
  String nextId() throws IOException {
    String line;
    do {
      line = line();
      take(line);
    } while (!line.startsWith(ID));
    return lastId;
  }

  /** The data of the next event, over whatever is none; fails if the feed has ended. */
  JsonObject data() throws IOException {
    return requireNonNull(next(), "the feed has ended").data();
  }

  /**
   * Reads the next event, over whatever is none, for as long as a test may wait; null: the feed has
   * ended.
   */
  @Nullable Event next() throws IOException {
    String name = null;
    StringBuilder data = new StringBuilder();
    long deadline = System.nanoTime() + WAIT_MAX.toNanos();
    while (true) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no event came within %s".formatted(WAIT_MAX));
      }
      String line = line();
      if (line.equals(END)) {
        return null;
      }
      take(line);
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data.append(line, "data: ".length(), line.length());
      } else if (line.isEmpty() && !data.isEmpty()) {
        return new Event(name, new JsonObject(data.toString()));
      }
    }
  }

  /** Reads the next event; false: the connection was broken off. */
  boolean goesOn() {
    try {
      return next() != null;
    } catch (IOException e) {
      return false;
    }
  }

  private void take(String line) {
    if (line.startsWith(ID)) {
      lastId = line.substring(ID.length());
    }
  }

  private String head() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new EOFException("the connection was closed");
    }
    return line;
  }

  /** A line of the body, past the sizes of its chunks. */
  private String line() throws IOException {
    while (true) {
      String line = head();
      if (line.equals(END)) {
        return line;
      }
      boolean size = line.matches("[0-9a-f]+");
      if (!size) {
        return line;
      }
    }
  }

  /** The body of an answer that is no feed. */
  JsonObject problem() throws IOException {
    StringBuilder body = new StringBuilder();
    int open = 0;
    do {
      char c = (char) in.read();
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      body.append(c);
    } while (open > 0);
    return new JsonObject(body.toString());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
