package io.atoll.cli.operator;

import io.atoll.cli.Failure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What is to be purged, as the command line says it: a URL, a prefix, a host, or a tag of a host.
 */
final class Purged {
  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      description = "all variants of this URL, such as http://www.shop.example/products/7")
  private @Nullable String url;

  @Option(
      names = "--prefix",
      paramLabel = "URL",
      description = "every URL that begins like this one")
  private @Nullable String prefix;

  @Option(names = "--host", paramLabel = "HOST", description = "everything of a host")
  private @Nullable String host;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "with --host: what carries this tag (Cache-Groups, Surrogate-Key, Cache-Tag)")
  private @Nullable String tag;

  @Option(
      names = "--soft",
      description = "leave it as stale, for answers that allow to be served so; else it is gone")
  private boolean soft;

  /** Whether nothing was named. */
  boolean isNothing() {
    return url == null && prefix == null && host == null && tag == null;
  }

  /** The body of the request. */
  JsonObject body() {
    int named = (url == null ? 0 : 1) + (prefix == null ? 0 : 1) + (host == null ? 0 : 1);
    if (named != 1 || (tag != null && host == null)) {
      throw Failure.usage(
          "name one thing to purge: a URL, --prefix URL, --host HOST, or --host HOST --tag TAG");
    }
    JsonObject body = new JsonObject();
    put(body, "url", url);
    put(body, "prefix", prefix);
    put(body, "host", host);
    put(body, "tag", tag);
    return soft ? body.put("soft", true) : body;
  }

  private static void put(JsonObject body, String member, @Nullable String text) {
    if (text != null) {
      body.put(member, text);
    }
  }
}
