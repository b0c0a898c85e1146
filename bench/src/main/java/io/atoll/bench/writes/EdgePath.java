package io.atoll.bench.writes;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Over HTTP to the edge, on one kept connection a lane. Acknowledged as visible, or it counts as
 * failed.
 */
record EdgePath(Region region, Kind kind) implements WritePath {
  /** What is written. */
  enum Kind {
    REGISTER,
    COUNTER
  }

  @Override
  public String name() {
    return switch (kind) {
      case REGISTER -> "edge, registers";
      case COUNTER -> "edge, counters";
    };
  }

  @Override
  public List<Region.Part> parts() {
    return List.of(Region.Part.values());
  }

  @Override
  public Lane lane() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), region.edgePort());
    socket.setTcpNoDelay(true);
    InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
    OutputStream out = socket.getOutputStream();
    return new Lane() {
      @Override
      public void write(long number) throws IOException {
        out.write(request(number));
        int status = Answers.http(in);
        if (status != 200 && status != 201 && status != 204) {
          throw new IOException("write %d was answered %d".formatted(number, status));
        }
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  private byte[] request(long number) {
    return switch (kind) {
      case REGISTER ->
          http(
              "PUT /v1/kv/profiles/user-" + number % WritesBench.KEYS,
              "application/octet-stream",
              WritesBench.VALUE);
      case COUNTER ->
          http(
              "POST /v1/counters/hits/page-" + number % WritesBench.KEYS,
              "application/json",
              "{\"delta\":1}".getBytes(StandardCharsets.US_ASCII));
    };
  }

  private static byte[] http(String line, String contentType, byte[] body) {
    byte[] head =
        "%s HTTP/1.1\r\nhost: bench\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
            .formatted(line, contentType, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }
}
