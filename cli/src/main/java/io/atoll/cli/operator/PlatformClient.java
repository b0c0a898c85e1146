package io.atoll.cli.operator;

import io.atoll.cli.Api;
import io.atoll.cli.DataDir;
import io.atoll.cli.Failure;
import io.atoll.cli.PlatformFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operator commands talk to: the controllers, any of which will do, and the supervisor.
 *
 * <p>Controllers are tried in turn. What is asked of them may therefore be asked twice, so it must
 * be something that can be: a drain of what is drained changes nothing.
 */
final class PlatformClient {
  /** Bounds what a controller that hangs costs before the next is tried. */
  private static final Duration READ_MAX = Duration.ofSeconds(3);

  /** Longer: a change waits for a majority of regions. */
  private static final Duration CHANGE_MAX = Duration.ofSeconds(10);

  /** One call to a process. */
  @FunctionalInterface
  interface Call {
    Api.Answer on(Api api) throws IOException;
  }

  private final PlatformFile platform;

  private PlatformClient(PlatformFile platform) {
    this.platform = platform;
  }

  /**
   * @throws Failure if there is no platform in the directory
   */
  static PlatformClient of(DataDir data) {
    return new PlatformClient(PlatformFile.read(data.path()));
  }

  PlatformFile platform() {
    return platform;
  }

  /** Reads from the first controller that answers. */
  JsonObject readController(String path) {
    return controllers(null, READ_MAX, api -> api.get(path));
  }

  /** Has a change made by the first controller that can. */
  JsonObject changeByController(String path, JsonObject body) {
    return controllers(operatorToken(), CHANGE_MAX, api -> api.post(path, body));
  }

  JsonObject readSupervisor(String path) {
    return supervisor(null, api -> api.get(path));
  }

  JsonObject changeBySupervisor(Call call) {
    return supervisor(operatorToken(), call);
  }

  private JsonObject controllers(@Nullable String token, Duration max, Call call) {
    List<String> tried = new ArrayList<>();
    Api.@Nullable Answer refusal = null;
    for (PlatformFile.Region region : platform.regions()) {
      try {
        Api.Answer answer = call.on(new Api(region.controller(), token, max));
        if (answer.status() < 500) {
          return answer.orFail();
        }
        // It may be cut off from the majority while another one is not.
        refusal = answer;
      } catch (IOException e) {
        tried.add("%s at %s: %s".formatted(region.id(), region.controller(), reason(e)));
      }
    }
    if (refusal != null) {
      return refusal.orFail();
    }
    throw Failure.unavailable(
        "no controller answers (%s). Is the platform up? Start it: ./atoll up"
            .formatted(String.join("; ", tried)));
  }

  private JsonObject supervisor(@Nullable String token, Call call) {
    try {
      return call.on(new Api(platform.supervisor(), token, CHANGE_MAX)).orFail();
    } catch (IOException e) {
      throw Failure.unavailable(
          "the supervisor at %s does not answer (%s). Is the platform up? Start it: ./atoll up"
              .formatted(platform.supervisor(), reason(e)));
    }
  }

  /** The operator's token; a {@link Failure} that says where it should be if there is none. */
  String operatorToken() {
    return platform
        .token()
        .orElseThrow(() ->
            Failure.refused(
                "no operator token: neither ATOLL_TOKEN nor %s holds one. Set ATOLL_TOKEN, or name the platform's directory with --data"
                    .formatted(platform.tokenFile())));
  }

  static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
