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
  private static final String MOVES_NOBODY =
      "{\"ipv4\":{\"moved\":0.0,\"moves\":[]},\"ipv6\":{\"moved\":0.0,\"moves\":[]},\"measured\":false,\"capacity\":[]}";

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
    } finally {
      assertThat(app.stop()).isTrue();
    }
  }

  @Test
  void itTellsWhomAProposedConfigurationWouldMove() throws Exception {
    RoutingTable saved = Tables.allUp(5);
    Files.writeString(state.resolve("routing-table.json"), RoutingTableJson.write(saved).encode());
    int port = OwnHost.freePort();
    App<DnsConfig> app = start(port);
    try {
      HttpResponse<String> same = diff(app, "nearest", config(port));
      assertThat(same.body()).isEqualTo(MOVES_NOBODY);
      String policies = config(port) + "policies: [{name: mine, failover: [us-east]}]\n";
      HttpResponse<String> byPolicy = diff(app, "mine", policies);
      assertThat(byPolicy.statusCode()).as(byPolicy.body()).isEqualTo(200);
      assertThat(byPolicy.body())
          .contains("\"to\":\"us-east\"")
          .doesNotContain("\"from\":\"us-east\"");
      // A 256th of the addresses, of which the database knows most, is in Tokyo.
      String places =
          config(port)
              + "geo: {overrides: [{cidr: 81.0.0.0/8, latitude: 35.68, longitude: 139.69}]}\n";
      JsonObject byPlace = new JsonObject(diff(app, "nearest", places).body());
      assertThat(byPlace.getJsonObject("ipv4").getDouble("moved")).isBetween(0.003, 0.006);
      assertThat(byPlace.getJsonObject("ipv6").getDouble("moved")).isZero();

      HttpResponse<String> broken = diff(app, "mine", config(port) + "policies: [{name: 1, x: 1}]");
      assertThat(broken.statusCode()).isEqualTo(400);
      assertThat(broken.body()).contains("proposed.yaml:10");
      HttpResponse<String> nameless = diff(app, "mine", config(port));
      assertThat(nameless.statusCode()).isEqualTo(400);
      assertThat(nameless.body()).contains("no policy 'mine'").contains("nearest");
      HttpResponse<String> gone = diff(app, "nearest", config(port) + "geo: {database: gone.mmdb}");
      assertThat(gone.statusCode()).isEqualTo(400);
      assertThat(gone.body()).contains("gone.mmdb");
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

  private String config(int port) {
    return """
    region: eu-west
    node: dns
    admin: 127.0.0.1:0
    state-dir: %s
    listen: %s:%d
    controllers: ["http://127.0.0.1:1"]
    zones:
      - apex: atoll.test
        name-servers: [{name: ns-eu-west, address: 127.0.0.1}]
    """
        .formatted(state, OwnHost.ADDRESS, port);
  }

  private App<DnsConfig> start(int port) throws Exception {
    App<DnsConfig> app =
        App.create(
            Config.parse(state.resolve("dns.yaml"), config(port), DnsConfig::read),
            DnsMain::assemble);
    app.start();
    return app;
  }

  private static Message ask(int port, String name) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    return new SimpleResolver(new InetSocketAddress(InetAddress.ofLiteral(OwnHost.ADDRESS), port))
        .send(query);
  }

  private HttpResponse<String> diff(App<DnsConfig> app, String policy, String configuration)
      throws Exception {
    URI uri =
        URI.create(
            "http://%s:%d/v1/dns/diff/config?policy=%s"
                .formatted(HOST, app.admin().port(), policy));
    String body =
        new JsonObject()
            .put("file", state.resolve("proposed.yaml").toString())
            .put("configuration", configuration)
            .encode();
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
