package io.atoll.bench.writes;

import static io.atoll.bench.writes.Request.NUMBER;

import io.atoll.bench.Region;
import java.io.IOException;
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
  public Lanes open(int count, Lanes.Listener listener) throws IOException {
    Request request =
        switch (kind) {
          case REGISTER ->
              http(
                  "PUT /v1/kv/profiles/user-" + NUMBER,
                  "application/octet-stream",
                  WritesBench.VALUE);
          case COUNTER ->
              http(
                  "POST /v1/counters/hits/page-" + NUMBER,
                  "application/json",
                  Request.ascii("{\"delta\":1}"));
        };
    return new SocketLanes(region.edgePort(), count, request, Answers::http, listener);
  }

  private static Request http(String line, String contentType, byte[] body) {
    return new Request(
        "%s HTTP/1.1\r\nhost: bench\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
            .formatted(line, contentType, body.length),
        body,
        "");
  }
}
