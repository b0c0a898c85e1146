package io.atoll.edge.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request that may have changed something makes doubtful (RFC 9111 section 4.4). */
public final class UnsafeRequest {
  private UnsafeRequest() {}

  /**
   * The keys whose stored answers are not to be used any more: that of the request, and those of
   * {@code Location} and {@code Content-Location} if they are of the same origin, so that nobody
   * can invalidate somebody else's.
   */
  public static Set<PageKey> invalidated(PageKey requested, ResponseHead response) {
    if (response.status() >= 400) {
      return Set.of();
    }
    Set<PageKey> keys = new LinkedHashSet<>();
    keys.add(requested);
    for (String name : List.of("location", "content-location")) {
      PageKey named = resolve(requested, response.fields().single(name));
      if (named != null
          && named.scheme().equals(requested.scheme())
          && named.host().equals(requested.host())) {
        keys.add(named);
      }
    }
    return keys;
  }

  private static @Nullable PageKey resolve(PageKey base, @Nullable String reference) {
    if (reference == null) {
      return null;
    }
    try {
      URI uri =
          new URI(base.scheme() + "://" + base.host() + base.path()).resolve(new URI(reference));
      String authority = uri.getRawAuthority();
      if (uri.getScheme() == null || authority == null || uri.getRawPath() == null) {
        return null;
      }
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery();
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      return new PageKey(
          scheme, Authority.normal(authority, scheme), query == null ? path : path + "?" + query);
    } catch (URISyntaxException notOne) {
      return null;
    }
  }
}
