package io.atoll.cli.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.atoll.runtime.net.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShopTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = stopped();

  private static HttpServer stopped() {
    try {
      return HttpServer.create();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = ShopMain.start(new HostPort("127.0.0.1", 0), new Shop("eu-west", () -> 7));
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private HttpResponse<String> get(String path, String... fields) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    if (fields.length > 0) {
      request.headers(fields);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String field(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }

  @Test
  void productsMayBeCachedAndAreGrouped() throws Exception {
    HttpResponse<String> product = get("/products/7");

    assertThat(product.body()).contains("Shell no. 7", "/images/7.svg");
    assertThat(field(product, "cache-control")).contains("max-age=60", "stale-if-error");
    assertThat(field(product, "cache-groups")).isEqualTo("\"catalogue\", \"product-7\"");
    assertThat(field(product, "x-shop")).isEqualTo("eu-west");
    assertThat(get("/products/7", "if-none-match", field(product, "etag")).statusCode())
        .isEqualTo(304);
  }

  @Test
  void basketsAreForOneClient() throws Exception {
    HttpResponse<String> basket = get("/basket");

    assertThat(field(basket, "cache-control")).contains("private", "no-store");
    assertThat(field(basket, "set-cookie")).startsWith("basket=7;");
  }

  @Test
  void whatItDoesNotSellIsNotThere() throws Exception {
    for (String path : new String[] {"/products/0", "/products/101", "/products/x", "/images/1"}) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get("/images/100.svg").statusCode()).isEqualTo(200);
    assertThat(get("/").body()).contains("/products/100");
  }
}
