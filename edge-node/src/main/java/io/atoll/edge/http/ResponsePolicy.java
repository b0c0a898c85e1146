package io.atoll.edge.http;

import io.atoll.edge.http.structured.Dictionary;
import java.util.List;
import java.util.Optional;

/**
 * What an answer says about caching to us: by the first targeted field that is valid and not empty
 * (RFC 9213 section 2.2), else by {@code Cache-Control} and {@code Expires}.
 *
 * @param targeted whether it is a targeted field that counts; then nothing else does
 */
public record ResponsePolicy(CacheControl control, boolean targeted) {
  /** The fields aimed at us, the one for us alone first. */
  public static final List<String> TARGETS =
      List.of("atoll-cdn-cache-control", "cdn-cache-control");

  public static ResponsePolicy of(Fields response) {
    for (String target : TARGETS) {
      List<String> lines = response.lines(target);
      Optional<Dictionary> valid = lines.isEmpty() ? Optional.empty() : Dictionary.parse(lines);
      if (valid.isPresent() && !valid.get().members().isEmpty()) {
        return new ResponsePolicy(CacheControl.of(valid.get()), true);
      }
    }
    List<String> lines = response.lines("cache-control");
    if (lines.isEmpty() && pragmaForbids(response)) {
      // Not specified for answers, but nobody who sends it wants to be cached.
      return new ResponsePolicy(CacheControl.parse(List.of("no-cache")), false);
    }
    return new ResponsePolicy(CacheControl.parse(lines), false);
  }

  private static boolean pragmaForbids(Fields response) {
    return Syntax.names(response.lines("pragma")).contains("no-cache");
  }
}
