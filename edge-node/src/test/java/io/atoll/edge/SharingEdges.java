package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.TestGateway.Answer;
import io.atoll.parts.RedisServer;
import io.atoll.runtime.access.Access;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two edges of one region for each test, the Redis in which they share what they have stored, and
 * an upstream that may take its time.
 */
final class SharingEdges
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final String TOKEN = "0123456789abcdef";
  private static final String PATIENT =
      "wait-max: 20s\nshared: {timeout: 5s, object-bytes-max: 8MiB}\n";

  private @Nullable RedisServer redis;
  private @Nullable TestGateway gateway;

  @Override
  public void beforeAll(ExtensionContext context) {
    redis = RedisServer.start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    redis().restart();
    start(TestEdges.limits(), PATIENT);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    gateway().close();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    redis().close();
  }

  private void start(EdgeLimits limits, String config) throws Exception {
    gateway = new TestGateway(limits, "60s", config, Access.operatorToken(TOKEN), 2, redis());
  }

  /** Begins anew, with this config under {@code http}. */
  void restart(String config) throws Exception {
    restart(TestEdges.limits(), config);
  }

  void restart(EdgeLimits limits, String config) throws Exception {
    gateway().close();
    redis().restart();
    start(limits, config);
  }

  RedisServer redis() {
    return Objects.requireNonNull(redis);
  }

  TestGateway gateway() {
    return Objects.requireNonNull(gateway);
  }

  Answer get(int edge, String path, String... fields) throws Exception {
    return gateway().ask(edge, "GET", path, "", fields);
  }

  double counted(String meter, String outcome) {
    return gateway().edges.meters.get(meter).tag("outcome", outcome).counter().count();
  }

  void awaitStored(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> counted("atoll_edge_shared_writes", "stored") >= count);
  }

  void purge(String body) throws Exception {
    Answer answer =
        gateway()
            .ask(
                "POST",
                "/v1/purges",
                body,
                "host",
                "127.0.0.1",
                "authorization",
                "Bearer " + TOKEN);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** Redis says nothing until it goes on. */
  void stopRedis() throws Exception {
    signal("STOP");
  }

  void continueRedis() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    int code = new ProcessBuilder("kill", "-" + name, "" + redis().pid()).start().waitFor();
    assertThat(code).isZero();
  }
}
