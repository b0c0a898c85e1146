package io.atoll.bench.writes;

import static io.atoll.bench.writes.Request.NUMBER;

import io.atoll.bench.Region;
import java.io.IOException;
import java.util.List;

/** Straight to Redis with SET: neither durable nor known to any other region. */
record RedisPath(Region region) implements WritePath {
  private static final String KEY = "bench:user-" + NUMBER;

  @Override
  public String name() {
    return "Redis alone";
  }

  @Override
  public List<Region.Part> parts() {
    return List.of(Region.Part.REDIS);
  }

  @Override
  public Lanes open(int count, Lanes.Listener listener) throws IOException {
    Request set =
        new Request(
            "*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n"
                .formatted(KEY.length(), KEY, WritesBench.VALUE.length),
            WritesBench.VALUE,
            "\r\n");
    return new SocketLanes(region.redisPort(), count, set, Answers::redis, listener);
  }
}
