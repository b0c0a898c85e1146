package io.atoll.cli.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.atoll.core.time.WallClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Pages for everybody that change seldom (the catalogue, products), images that never change, and a
 * basket that belongs to one client.
 */
final class Shop implements HttpHandler {
  static final int PRODUCTS = 100;

  private final String region;
  private final WallClock clock;

  /**
   * @param region where it stands, which it says in every answer
   */
  Shop(String region, WallClock clock) {
    this.region = region;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("X-Shop", region);
      send(exchange, page(exchange));
    }
  }

  private Page page(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/")) {
      return Page.html(catalogue())
          .with("Cache-Control", "max-age=30, stale-while-revalidate=300")
          .with("Cache-Groups", "\"catalogue\"");
    }
    if (path.equals("/ready")) {
      return Page.html("ready").with("Cache-Control", "no-store");
    }
    if (path.equals("/basket")) {
      return Page.html("<h1>Your basket</h1><p>Empty at " + clock.millis() + "</p>")
          .with("Cache-Control", "private, no-store")
          .with("Set-Cookie", "basket=" + clock.millis() + "; HttpOnly; Path=/");
    }
    int product = product(path, "/products/", "");
    if (product > 0) {
      return Page.html(describe(product))
          .with("Cache-Control", "max-age=60, stale-while-revalidate=600, stale-if-error=86400")
          .with("Cache-Groups", "\"catalogue\", \"product-%d\"".formatted(product));
    }
    int image = product(path, "/images/", ".svg");
    if (image > 0) {
      return new Page(200, "image/svg+xml", draw(image))
          .with("Cache-Control", "public, max-age=31536000, immutable");
    }
    return new Page(404, "text/html; charset=utf-8", "<h1>There is no such page</h1>");
  }

  /** The number between prefix and suffix; 0: it is no product's path. */
  private static int product(String path, String prefix, String suffix) {
    if (!path.startsWith(prefix) || !path.endsWith(suffix)) {
      return 0;
    }
    String number = path.substring(prefix.length(), path.length() - suffix.length());
    boolean known = number.matches("[1-9]\\d{0,2}") && Integer.parseInt(number) <= PRODUCTS;
    return known ? Integer.parseInt(number) : 0;
  }

  private static String catalogue() {
    StringBuilder html = new StringBuilder("<h1>Catalogue</h1>\n<ul>\n");
    for (int i = 1; i <= PRODUCTS; i++) {
      html.append("<li><a href=\"/products/%d\">Shell no. %d</a></li>\n".formatted(i, i));
    }
    return html.append("</ul>\n").toString();
  }

  private static String describe(int product) {
    return """
    <h1>Shell no. %1$d</h1>
    <img src="/images/%1$d.svg" alt="Shell no. %1$d">
    <p>Found on the reef, %2$d mm long.</p>
    """
        .formatted(product, 20 + product % 60);
  }

  private static String draw(int product) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
    <path d="M50 90 L%d 30 Q50 0 %d 30 Z" fill="hsl(%d 60%% 60%%)"/>
    </svg>
    """
        .formatted(10 + product % 20, 90 - product % 20, product * 7 % 360);
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    String tag = tag(body);
    exchange.getResponseHeaders().putAll(page.fields());
    exchange.getResponseHeaders().set("ETag", tag);
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", page.type());
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(page.status(), head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  private static String tag(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return "\"%08x\"".formatted(sum.getValue());
  }
}
