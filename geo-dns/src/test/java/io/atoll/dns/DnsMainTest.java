package io.atoll.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.routing.RegionState;
import io.atoll.core.routing.RoutingTable;
import io.atoll.dns.routing.Tables;
import io.atoll.runtime.app.App;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The whole process, with no controller to follow. */
class DnsMainTest {
  private static final String HOST = "127.0.0.1";

  @TempDir private Path state;

  @Test
  void theFirstQueryIsAnsweredFromTheTableOnDiskWithEveryControllerDead() throws Exception {
    RoutingTable saved = Tables.with(5, Map.of(Tables.AP_NORTHEAST, RegionState.DOWN));
    Files.writeString(state.resolve("routing-table.json"), RoutingTableJson.write(saved).encode());
    int port = OwnHost.freePort();
    App<DnsConfig> app = start(port);
    try {
      Message answer = ask(port, "www.atoll.test.");
      assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(answer.getSection(Section.ANSWER)).hasSize(2);
      assertThat(get(app, "/ready").statusCode()).isEqualTo(200);
      assertThat(get(app, "/metrics").body())
          .contains("atoll_dns_queries_total{")
          .contains("atoll_dns_routed_answers_total{");
      HttpResponse<String> explained =
          get(app, "/v1/dns/explain?name=www.atoll.test&from=81.2.69.0/24");
      assertThat(explained.statusCode()).isEqualTo(200);
      JsonObject nearest =
          new JsonObject(explained.body()).getJsonArray("regions").getJsonObject(0);
      // As long as answers before the start may be kept, at most.
      assertThat(((Number) nearest.remove("kept-for-seconds")).longValue()).isBetween(0L, 5L);
      assertThat(nearest)
          .isEqualTo(
              new JsonObject()
                  .put("id", "eu-west")
                  .put("given", true)
                  .put("kilometres", 463)
                  .put("weight", 100)
                  .put("edges", 2)
                  .put("healthy-edges", 2)
                  .put("fitness", "serves")
                  .put("why", "serves users")
                  .put("reason", "healthy"));
      assertThat(get(app, "/v1/dns/explain?name=www.atoll.test&from=here").statusCode())
          .isEqualTo(400);
      assertThat(get(app, "/v1/dns/explain?name=www.atoll.test").statusCode()).isEqualTo(400);
      HttpResponse<String> moved = diff(app, "policies: [{name: mine, failover: [us-east]}]");
      assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
      assertThat(moved.body())
          .contains("\"to\":\"us-east\"")
          .doesNotContain("\"from\":\"us-east\"");
      HttpResponse<String> broken = diff(app, "policies:\n  - {name: mine, weight: 1}");
      assertThat(broken.statusCode()).isEqualTo(400);
      assertThat(broken.body()).contains("policies:2");
    } finally {
      assertThat(app.stop()).isTrue();
    }
  }

  @Test
  void withoutATableItIsNotReadyAndRoutedNamesFail() throws Exception {
    int port = OwnHost.freePort();
    App<DnsConfig> app = start(port);
    try {
      assertThat(ask(port, "www.atoll.test.").getRcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(ask(port, "ns-eu-west.atoll.test.").getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(get(app, "/ready").statusCode()).isEqualTo(503);
    } finally {
      assertThat(app.stop()).isTrue();
    }
  }

  private App<DnsConfig> start(int port) throws Exception {
    String text =
        """
        region: eu-west
        node: dns
        admin: 127.0.0.1:0
        state-dir: %s
        listen: %s:%d
        controllers: ["http://127.0.0.1:1"]
        zones:
          - apex: atoll.test
            name-servers:
              - {name: ns-eu-west, address: 127.0.0.1}
        """
            .formatted(state, OwnHost.ADDRESS, port);
    App<DnsConfig> app =
        App.create(
            Config.parse(state.resolve("dns.yaml"), text, DnsConfig::read), DnsMain::assemble);
    app.start();
    return app;
  }

  private static Message ask(int port, String name) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    return new SimpleResolver(new InetSocketAddress(InetAddress.ofLiteral(OwnHost.ADDRESS), port))
        .send(query);
  }

  private static HttpResponse<String> diff(App<DnsConfig> app, String policies) throws Exception {
    URI uri =
        URI.create(
            "http://%s:%d/v1/dns/diff/policy?policy=mine".formatted(HOST, app.admin().port()));
    String body = new JsonObject().put("policies", policies).encode();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static HttpResponse<String> get(App<DnsConfig> app, String path) throws Exception {
    URI uri = URI.create("http://%s:%d%s".formatted(HOST, app.admin().port(), path));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
