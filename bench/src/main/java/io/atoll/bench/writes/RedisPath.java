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

/** Straight to Redis with SET: neither durable nor known to any other region. */
record RedisPath(Region region) implements WritePath {
  @Override
  public String name() {
    return "Redis alone";
  }

  @Override
  public List<Region.Part> parts() {
    return List.of(Region.Part.REDIS);
  }

  @Override
  public Lane lane() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), region.redisPort());
    socket.setTcpNoDelay(true);
    InputStream in = new BufferedInputStream(socket.getInputStream(), 256);
    OutputStream out = socket.getOutputStream();
    return new Lane() {
      @Override
      public void write(long number) throws IOException {
        out.write(set("bench:user-" + number % WritesBench.KEYS));
        Answers.redis(in);
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  private static byte[] set(String key) {
    byte[] head =
        "*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n"
            .formatted(key.length(), key, WritesBench.VALUE.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(head, head.length + WritesBench.VALUE.length + 2);
    System.arraycopy(WritesBench.VALUE, 0, whole, head.length, WritesBench.VALUE.length);
    whole[whole.length - 2] = '\r';
    whole[whole.length - 1] = '\n';
    return whole;
  }
}
