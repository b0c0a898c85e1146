package io.atoll.controller.wire;

import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** One namespace as JSON: {@code {"name", "kind", "default-ttl-seconds": n or null}}. */
public final class NamespaceJson {
  private NamespaceJson() {}

  public static JsonObject write(Namespace namespace) {
    Duration ttl = namespace.defaultTtl();
    return new JsonObject()
        .put("name", namespace.name())
        .put("kind", namespace.kind().name().toLowerCase(Locale.ROOT))
        .put("default-ttl-seconds", ttl == null ? null : ttl.toSeconds());
  }

  public static Namespace read(JsonObject json) {
    Long ttl = json.getLong("default-ttl-seconds");
    return new Namespace(
        json.getString("name"),
        Kind.valueOf(json.getString("kind").toUpperCase(Locale.ROOT)),
        ttl == null ? null : Duration.ofSeconds(ttl));
  }
}
