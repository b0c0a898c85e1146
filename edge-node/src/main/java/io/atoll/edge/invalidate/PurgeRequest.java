package io.atoll.edge.invalidate;

import io.atoll.edge.http.Authority;
import io.atoll.edge.http.Tags;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * The body of a purge: {@code url}, {@code prefix}, {@code host}, or {@code host} and {@code tag}.
 */
final class PurgeRequest {
  private static final Set<String> MEMBERS = Set.of("url", "prefix", "host", "tag", "soft");

  private PurgeRequest() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException saying what is wrong and what would be right
   */
  static Purge parse(JsonObject body) {
    for (String member : body.fieldNames()) {
      if (!MEMBERS.contains(member)) {
        throw new IllegalArgumentException(
            "'%s' is not known here: give url, prefix, host, or host and tag; and soft: true if stale will do"
                .formatted(member));
      }
    }
    return new Purge(scope(body), !body.getBoolean("soft", false));
  }

  private static Scope scope(JsonObject body) {
    int given =
        (body.containsKey("url") ? 1 : 0)
            + (body.containsKey("prefix") ? 1 : 0)
            + (body.containsKey("host") ? 1 : 0);
    if (given != 1 || (body.containsKey("tag") && !body.containsKey("host"))) {
      throw new IllegalArgumentException(
          "give one of url, prefix and host, and with host a tag if it is about one");
    }
    if (body.containsKey("host")) {
      String host = host(text(body, "host"), "http");
      return body.containsKey("tag")
          ? new Scope.Tag(host, tag(text(body, "tag")))
          : new Scope.Host(host);
    }
    boolean whole = body.containsKey("url");
    URI uri = uri(text(body, whole ? "url" : "prefix"));
    String host = host(uri.getRawAuthority(), uri.getScheme());
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    return whole ? new Scope.Url(host, target) : new Scope.Prefix(host, target);
  }

  private static String text(JsonObject body, String member) {
    if (body.getValue(member) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("'%s' is not a string".formatted(member));
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getRawAuthority() != null && uri.getScheme() != null && uri.getRawPath() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'%s' is no URL: %s".formatted(text, e.getMessage()), e);
    }
    throw new IllegalArgumentException("'%s' is no URL with a scheme and a host".formatted(text));
  }

  private static String host(String text, String scheme) {
    return Authority.parse(text, scheme)
        .orElseThrow(() -> new IllegalArgumentException("'%s' is no host".formatted(text)));
  }

  private static String tag(String text) {
    if (text.isEmpty() || text.length() > Tags.LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a tag of %d characters is outside 1 to %d".formatted(text.length(), Tags.LENGTH_MAX));
    }
    return text;
  }
}
