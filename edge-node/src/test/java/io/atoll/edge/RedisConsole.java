package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atoll.parts.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What befalls a Redis, done by its own commands. */
final class RedisConsole {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private RedisConsole() {}

  /** Takes away everything it has. */
  static void empty(RedisServer redis) {
    assertThat(command(redis, "FLUSHALL")).isEqualTo("+OK");
  }

  /** Another Redis that has what this one has now. */
  static RedisServer copy(RedisServer redis) {
    RedisServer copy = RedisServer.start();
    take(copy, redis);
    return copy;
  }

  /** Has a Redis go on from what another one has, without a new start: as after a bad failover. */
  static void fallBack(RedisServer redis, RedisServer copy) {
    take(redis, copy);
  }

  private static void take(RedisServer to, RedisServer from) {
    assertThat(command(from, "CONFIG SET repl-diskless-sync-delay 0")).isEqualTo("+OK");
    assertThat(command(to, "REPLICAOF %s %d".formatted(from.host(), from.port()))).isEqualTo("+OK");
    await().atMost(DEADLINE).until(() -> command(to, "ROLE", 8).contains("connected"));
    assertThat(command(to, "REPLICAOF NO ONE")).isEqualTo("+OK");
  }

  /** The names of all that it has. */
  static List<String> keys(RedisServer redis) {
    String count = command(redis, "DBSIZE").substring(1);
    int size = Integer.parseInt(count);
    // The count of names, then for each its length and itself.
    String answer = command(redis, "KEYS *", 1 + 2 * size);
    return Stream.of(answer.split("\\$\\d+", -1)).skip(1).toList();
  }

  static void delete(RedisServer redis, String name) {
    assertThat(command(redis, "DEL " + name)).isEqualTo(":1");
  }

  static long millisToLive(RedisServer redis, String name) {
    return Long.parseLong(command(redis, "PTTL " + name).substring(1));
  }

  static void set(RedisServer redis, String parameter, String value) {
    assertThat(command(redis, "CONFIG SET %s %s".formatted(parameter, value))).isEqualTo("+OK");
  }

  /** How often a command was run, also by scripts. */
  static long calls(RedisServer redis, String name) {
    // The length, a heading, then a line for every command and the end.
    String all = command(redis, "INFO commandstats", -1);
    Matcher found = Pattern.compile("cmdstat_" + name + ":calls=(\\d+)").matcher(all);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private static String command(RedisServer redis, String command) {
    return command(redis, command, 1);
  }

  /**
   * @param lines of the answer; negative: up to an empty one
   */
  private static String command(RedisServer redis, String command, int lines) {
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      for (int i = 0; i != lines; i++) {
        String line = in.readLine();
        if (lines < 0 && (line == null || line.isEmpty())) {
          break;
        }
        answer.append(line);
      }
      return answer.toString();
    } catch (IOException e) {
      throw new AssertionError(command + " failed", e);
    }
  }
}
