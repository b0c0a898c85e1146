package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** Something of every kind of data in the first region, for a test that moves it. */
final class Moving {
  static final List<String> NAMESPACES = List.of("profiles", "hits", "tags", "scores", "docs");

  private static final int COUNT = 12;
  private static final String NAME = "m%20%C3%A9%2F";
  private static final byte[] NOT_TEXT = HexFormat.of().parseHex("00ff80fe");

  private final String edge;

  Moving(RunningPlatform platform) {
    edge = "http://" + RunningPlatform.PLAN.at(1, 1, AddressPlan.DATA_PORT);
    platform.say("moving what is at " + edge);
  }

  private static List<String> wholes() {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      paths.add("/v1/kv/profiles/" + NAME + i);
      paths.add("/v1/counters/hits/" + NAME + i);
      paths.add("/v1/documents/docs/" + NAME + i);
    }
    paths.add("/v1/kv/profiles/" + NAME + "expires");
    return paths;
  }

  private static List<String> members() {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      paths.add("/v1/sets/tags/" + NAME + "/members/" + NAME + i);
      paths.add("/v1/leaderboards/scores/" + NAME + "/members/" + NAME + i);
    }
    return paths;
  }

  void fill() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      byte[] value = i % 2 == 0 ? NOT_TEXT : utf8("läuft \"gut\"\n" + i);
      put("/v1/kv/profiles/" + NAME + i, "text/x-" + i, "", value);
      write(
          "POST", "/v1/counters/hits/" + NAME + i, "", "", utf8("{\"delta\":%d}".formatted(i + 1)));
      put("/v1/documents/docs/" + NAME + i, "", "", utf8("{\"a\":{\"b\":[1.50,%d]}}".formatted(i)));
      put("/v1/sets/tags/" + NAME + "/members/" + NAME + i, "", "", new byte[0]);
      put(
          "/v1/leaderboards/scores/" + NAME + "/members/" + NAME + i,
          "",
          "",
          utf8("{\"score\":%d}".formatted(i * 10)));
    }
    put("/v1/kv/profiles/" + NAME + "expires", "text/plain", "3600", utf8("for an hour"));
  }

  void wipe() throws IOException {
    for (String path : wholes()) {
      write("DELETE", path, "", "", new byte[0]);
    }
    for (String path : members()) {
      write("DELETE", path, "", "", new byte[0]);
    }
  }

  /** All of it, with what is to be the same: content types, and about how long it lives. */
  String read() throws IOException {
    TreeMap<String, String> all = new TreeMap<>();
    List<String> paths = new ArrayList<>(wholes());
    paths.addAll(members());
    paths.add("/v1/sets/tags/" + NAME + "/members");
    paths.add("/v1/leaderboards/scores/" + NAME + "/top?n=100");
    for (String path : paths) {
      HttpURLConnection connection = open("GET", path);
      int status = connection.getResponseCode();
      try (InputStream in =
          status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
        String body = status == 200 ? HexFormat.of().formatHex(in.readAllBytes()) : "";
        String life = String.valueOf(connection.getHeaderField("cache-status"));
        boolean anHour = life.matches(".*; ttl=3[56]\\d\\d");
        all.put(path, "%d %s %s %s".formatted(status, connection.getContentType(), anHour, body));
      }
    }
    return all.toString();
  }

  private void put(String path, String contentType, String ttl, byte[] body) throws IOException {
    write("PUT", path, contentType, ttl, body);
  }

  private void write(String method, String path, String contentType, String ttl, byte[] body)
      throws IOException {
    HttpURLConnection connection = open(method, path);
    if (!contentType.isEmpty()) {
      connection.setRequestProperty("Content-Type", contentType);
    }
    if (!ttl.isEmpty()) {
      connection.setRequestProperty("Atoll-TTL", ttl);
    }
    if (!method.equals("DELETE")) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body);
    }
    assertThat(connection.getResponseCode()).as(path).isIn(200, 201, 204);
  }

  private HttpURLConnection open(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(edge + path).toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(5_000);
    connection.setRequestMethod(method);
    return connection;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
