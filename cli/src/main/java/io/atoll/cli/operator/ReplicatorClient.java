package io.atoll.cli.operator;

import io.atoll.cli.Api;
import io.atoll.cli.Failure;
import io.atoll.cli.PlatformFile;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.replication.verify.Look;
import io.atoll.replication.verify.Peer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One region's replicator. What can't be reached is a {@link Failure} that names it. */
final class ReplicatorClient implements Peer {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

  /** Longer: every cell of a partition is read. */
  private static final Duration DIGEST_MAX = Duration.ofSeconds(60);

  /** Longer: what only the region had is read from its log. */
  private static final Duration RESEED_MAX = Duration.ofMinutes(2);

  private final PlatformFile.Region region;
  private final @Nullable String token;

  /**
   * Connects at each call.
   *
   * @param token the operator's; null: for reading only
   */
  ReplicatorClient(PlatformFile.Region region, @Nullable String token) {
    this.region = region;
    this.token = token;
  }

  @Override
  public String region() {
    return region.id();
  }

  JsonObject status() {
    return call(ANSWER_MAX, api -> api.get("/v1/replication/status")).orFail();
  }

  /** How many partitions the region has. */
  int partitions() {
    return (int) RegionView.objects(status(), "partitions").count();
  }

  /** Changes what is named of the link to a source; answers with all settings. */
  JsonObject change(String source, JsonObject settings) {
    return call(ANSWER_MAX, api -> api.put("/v1/replication/links/" + source, settings)).orFail();
  }

  /** Has a partition filled anew from the region's state and logs. */
  void reload(int partition) {
    call(
            ANSWER_MAX,
            api ->
                api.post(
                    "/v1/replication/partitions/%d/reload".formatted(partition), new JsonObject()))
        .orFail();
  }

  /** Has the region forget everything; says how many writes that only it had were kept. */
  JsonObject reseed() {
    return call(RESEED_MAX, api -> api.post("/v1/replication/reseed", new JsonObject())).orFail();
  }

  @Override
  public Look ranges(int partition) {
    return look("/v1/replication/ranges/%d".formatted(partition));
  }

  @Override
  public Look cells(int partition, int range) {
    return look("/v1/replication/ranges/%d/%d".formatted(partition, range));
  }

  private Look look(String path) {
    JsonObject body = call(DIGEST_MAX, api -> api.get(path)).orFail();
    Map<IncarnationId, Long> watermark = new HashMap<>();
    body.getJsonObject("watermark", new JsonObject())
        .forEach(entry ->
            watermark.put(
                IncarnationId.parse(entry.getKey()), ((Number) entry.getValue()).longValue()));
    Map<String, String> digests = new HashMap<>();
    body.getJsonObject("digests", new JsonObject())
        .forEach(entry -> digests.put(entry.getKey(), (String) entry.getValue()));
    return new Look(new Watermark(watermark), digests);
  }

  private Api.Answer call(Duration max, PlatformClient.Call call) {
    try {
      return call.on(new Api(region.replicator(), token, max));
    } catch (IOException e) {
      throw Failure.unavailable(
          "%s at %s: %s".formatted(region.id(), region.replicator(), PlatformClient.reason(e)));
    }
  }
}
