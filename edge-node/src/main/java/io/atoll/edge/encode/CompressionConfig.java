package io.atoll.edge.encode;

import io.atoll.edge.http.Compressible;
import io.atoll.edge.http.ContentCoding;
import io.atoll.runtime.config.ConfigNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is compressed on the way to clients.
 *
 * @param codings in the order in which they are preferred; none: nothing is compressed
 * @param compressible which answers
 * @param streamsMax answers compressed at one time as they pass, up to 1.3 MB of memory each;
 *     others go as they are
 */
public record CompressionConfig(
    List<ContentCoding> codings, Compressible compressible, int streamsMax) {
  private static final List<String> CODINGS_DEFAULT = List.of("zstd", "br", "gzip");
  private static final long BYTES_MIN_DEFAULT = 1 << 10;
  private static final int STREAMS_DEFAULT = 128;

  /** No event streams: each event must be sent at once, and compresses badly alone. */
  private static final List<String> TYPES_DEFAULT =
      List.of(
          "text/html",
          "text/css",
          "text/plain",
          "text/javascript",
          "text/xml",
          "text/csv",
          "text/markdown",
          "application/javascript",
          "application/json",
          "application/ld+json",
          "application/manifest+json",
          "application/problem+json",
          "application/xml",
          "application/atom+xml",
          "application/rss+xml",
          "application/xhtml+xml",
          "application/wasm",
          "image/svg+xml",
          "font/otf",
          "font/ttf");

  public static final CompressionConfig DEFAULT =
      new CompressionConfig(
          CODINGS_DEFAULT.stream().map(token -> ContentCoding.of(token).orElseThrow()).toList(),
          new Compressible(Set.copyOf(TYPES_DEFAULT), BYTES_MIN_DEFAULT),
          STREAMS_DEFAULT);

  public CompressionConfig {
    codings = List.copyOf(codings);
  }

  public static CompressionConfig read(ConfigNode node) {
    boolean on = node.bool("enabled", true);
    List<String> codings = node.strings("codings");
    List<String> types = node.strings("types");
    codings.stream()
        .filter(token -> ContentCoding.of(token).isEmpty())
        .forEach(token ->
            node.problem(
                "codings", "'%s' is none of %s; leave it out".formatted(token, CODINGS_DEFAULT)));
    List<ContentCoding> known =
        codings.stream().flatMap(token -> ContentCoding.of(token).stream()).distinct().toList();
    Set<String> lower =
        types.stream().map(type -> type.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return new CompressionConfig(
        on ? (codings.isEmpty() ? DEFAULT.codings() : known) : List.of(),
        new Compressible(
            types.isEmpty() ? DEFAULT.compressible().types() : lower,
            node.size("bytes-min", BYTES_MIN_DEFAULT, 1, 1 << 20)),
        node.integer("streams-max", STREAMS_DEFAULT, 0, 10_000));
  }
}
