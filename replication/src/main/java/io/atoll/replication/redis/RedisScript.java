package io.atoll.replication.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script, by its text and by the name that Redis' cache gives it.
 *
 * @param digest SHA-1 of the source, in hexadecimal
 */
public record RedisScript(String source, String digest) {
  public RedisScript(String source) {
    this(source, digest(source));
  }

  /** Runs it from Redis' script cache. */
  Request cached(List<byte[]> keys, List<byte[]> arguments) {
    return request(Command.EVALSHA, digest, keys, arguments);
  }

  /** Runs it and leaves it in Redis' script cache. */
  Request whole(List<byte[]> keys, List<byte[]> arguments) {
    return request(Command.EVAL, source, keys, arguments);
  }

  private static Request request(
      Command command, String script, List<byte[]> keys, List<byte[]> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private static String digest(String source) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-1 in every JDK", e);
    }
  }
}
