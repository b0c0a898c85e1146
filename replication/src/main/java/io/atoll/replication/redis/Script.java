package io.atoll.replication.redis;

import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One Lua script of this package. */
enum Script {
  READ,
  BETWEEN,
  RANKS,
  KEYS,
  STAMP,
  LEASE,
  APPLY,
  FORGET,
  CLEAR,
  FILL,
  LOADED,
  ADOPT,
  INSPECT;

  private final String source =
      source("prelude") + source(name().toLowerCase(java.util.Locale.ROOT));
  private final String digest = new RedisScript(source).digest();

  /**
   * Runs it from Redis' script cache.
   *
   * @param runId of the Redis that will run it
   */
  Request cached(String runId, List<byte[]> keys, List<byte[]> arguments) {
    return new RedisScript(source, digest).cached(keys, arguments).arg(runId);
  }

  /** Runs it and leaves it in Redis' script cache. */
  Request whole(String runId, List<byte[]> keys, List<byte[]> arguments) {
    return new RedisScript(source, digest).whole(keys, arguments).arg(runId);
  }

  private static String source(String name) {
    try (@Nullable InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException(
            "expected %s.lua beside %s, but it is not there".formatted(name, Script.class));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
