package io.atoll.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.runtime.access.Access;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(30)
class AdminEndpointTest {
  private static final String TOKEN = "0123456789abcdef";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final HttpClient client = HttpClient.newHttpClient();
  private final AdminEndpoint admin =
      new AdminEndpoint(vertx, new HostPort("127.0.0.1", 0), Access.operatorToken(TOKEN));

  @AfterEach
  void close() throws Exception {
    client.close();
    await(admin.stop());
    await(vertx.close());
  }

  @Test
  void healthAnswersAsSoonAsTheProcessLives() throws Exception {
    await(admin.start());

    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void readinessNamesWhatIsNotReady() throws Exception {
    AtomicBoolean caughtUp = new AtomicBoolean();
    admin.readiness("log", Readiness::yes);
    admin.readiness("applier", () -> Readiness.of(caughtUp.get(), "12 records behind"));
    await(admin.start());

    HttpResponse<String> before = get("/ready");
    caughtUp.set(true);
    HttpResponse<String> after = get("/ready");

    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(before.body()))
        .isEqualTo(
            new JsonObject(
                """
                {"ready": false, "checks": [
                  {"name": "applier", "ready": false, "detail": "12 records behind"},
                  {"name": "log", "ready": true, "detail": ""}]}
                """));
    assertThat(after.statusCode()).isEqualTo(200);
  }

  @Test
  void aCheckThatFailsIsNotReady() throws Exception {
    admin.readiness(
        "applier",
        () -> {
          throw new IllegalStateException("no partition");
        });
    await(admin.start());

    HttpResponse<String> answer = get("/ready");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("the check failed: java.lang.IllegalStateException: no partition");
  }

  @Test
  void metricsAreInPrometheusText() throws Exception {
    admin.meters().counter("atoll_sample_things_total", "kind", "good").increment(3);
    await(admin.start());

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    assertThat(answer.body().lines())
        .contains("atoll_sample_things_total{kind=\"good\"} 3.0")
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"));
  }

  @Test
  void operatorRoutesOfAModuleNeedTheToken() throws Exception {
    admin
        .router()
        .post("/v1/compact")
        .handler(admin.access().requireOperator())
        .handler(context -> context.response().setStatusCode(204).end());
    await(admin.start());

    HttpResponse<String> anonymous =
        send(request("/v1/compact").POST(HttpRequest.BodyPublishers.noBody()));
    HttpResponse<String> operator =
        send(
            request("/v1/compact")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody()));

    assertThat(anonymous.statusCode()).isEqualTo(401);
    assertThat(anonymous.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(anonymous.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(operator.statusCode()).isEqualTo(204);
  }

  @Test
  void beyondLoopbackItNeedsACredential() {
    assertThatThrownBy(
            () -> new AdminEndpoint(vertx, HostPort.parse("0.0.0.0:0"), Access.loopbackOnly()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0.0.0:0");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void nativeTransportWorksWithTheNettyItComesWith() {
    assertThat(vertx.isNativeTransportEnabled())
        .withFailMessage(
            "native transport did not load: %s", vertx.unavailableNativeTransportCause())
        .isTrue();
  }

  /** Native errors are made by name from C: a library of another version ends in an Error. */
  @Test
  void aRefusedConnectionIsAConnectException() {
    Future<?> connecting = vertx.createNetClient().connect(1, "127.0.0.1");

    assertThatThrownBy(
            () -> connecting.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ConnectException.class);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void await(Future<Void> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
