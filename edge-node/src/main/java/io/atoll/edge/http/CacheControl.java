package io.atoll.edge.http;

import io.atoll.edge.http.Directives.Directive;
import io.atoll.edge.http.structured.BareItem;
import io.atoll.edge.http.structured.Dictionary;
import io.atoll.edge.http.structured.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an answer says in {@code Cache-Control} (RFC 9111 section 5.2.2, RFC 5861, RFC 8246) or in a
 * targeted field (RFC 9213). Seconds are {@link #ABSENT} if the directive is not there and {@link
 * #INVALID} if its argument can't be used: then the answer is as good as stale (RFC 9111 section
 * 4.2.1). Of a directive given twice the more restrictive one counts.
 *
 * @param noCache every reuse needs a question to the upstream first
 * @param noCacheFields these fields do, the rest of the answer doesn't
 * @param isPrivate not for shared caches
 * @param privateFields these fields are not, the rest is
 */
public record CacheControl(
    boolean noStore,
    boolean noCache,
    Set<String> noCacheFields,
    boolean isPrivate,
    Set<String> privateFields,
    boolean isPublic,
    boolean mustRevalidate,
    boolean proxyRevalidate,
    boolean mustUnderstand,
    boolean noTransform,
    boolean immutable,
    long maxAge,
    long sMaxage,
    long staleWhileRevalidate,
    long staleIfError) {
  public static final long ABSENT = -2;
  public static final long INVALID = -1;

  /** No such field. */
  public static final CacheControl NONE = new Builder().build();

  public CacheControl {
    noCacheFields = Set.copyOf(noCacheFields);
    privateFields = Set.copyOf(privateFields);
  }

  /** Reads the lines of {@code Cache-Control}. */
  public static CacheControl parse(List<String> lines) {
    if (lines.isEmpty()) {
      return NONE;
    }
    Builder builder = new Builder();
    for (Directive directive : Directives.parse(lines).all()) {
      builder.take(directive.name(), directive.seconds(), directive.names());
    }
    return builder.build();
  }

  /**
   * Reads a targeted field (RFC 9213 section 2.1). A flag given as false ({@code ?0}) is not there;
   * parameters mean nothing.
   */
  static CacheControl of(Dictionary dictionary) {
    Builder builder = new Builder();
    dictionary
        .members()
        .forEach((name, member) -> {
          if (!isFalse(member)) {
            builder.take(name, seconds(member), names(member));
          }
        });
    return builder.build();
  }

  private static boolean isFalse(Member member) {
    return member instanceof Member.Item item && item.value().equals(new BareItem.Bool(false));
  }

  private static long seconds(Member member) {
    return member instanceof Member.Item(BareItem.Whole(long value), var _) && value >= 0
        ? Math.min(value, Freshness.SECONDS_MAX)
        : INVALID;
  }

  private static List<String> names(Member member) {
    return switch (member) {
      case Member.Item(BareItem.Text(String text), var _) -> new Directive("", text, true).names();
      case Member.Item(BareItem.Token(String text), var _) ->
          List.of(text.toLowerCase(Locale.ROOT));
      case Member.Item _, Member.InnerList _ -> List.of();
    };
  }

  /** Whether a cache must not use it stale whatever else is said (RFC 9111 section 4.2.4). */
  public boolean forbidsStale() {
    // s-maxage implies proxy-revalidate (section 5.2.2.10).
    return mustRevalidate || proxyRevalidate || noCache || sMaxage != ABSENT;
  }

  /** Whether it may be stored in spite of the request's Authorization (RFC 9111 section 3.5). */
  public boolean allowsAuthorized() {
    return mustRevalidate || isPublic || sMaxage >= 0;
  }

  private static final class Builder {
    private boolean noStore;
    private boolean noCache;
    private boolean isPrivate;
    private boolean isPublic;
    private boolean mustRevalidate;
    private boolean proxyRevalidate;
    private boolean mustUnderstand;
    private boolean noTransform;
    private boolean immutable;
    private long maxAge = ABSENT;
    private long sMaxage = ABSENT;
    private long staleWhileRevalidate = ABSENT;
    private long staleIfError = ABSENT;
    private final Set<String> noCacheFields = new HashSet<>();
    private final Set<String> privateFields = new HashSet<>();

    void take(String name, long seconds, List<String> names) {
      switch (name) {
        case "no-store" -> noStore = true;
        case "no-cache" -> {
          noCache |= names.isEmpty();
          noCacheFields.addAll(names);
        }
        case "private" -> {
          isPrivate |= names.isEmpty();
          privateFields.addAll(names);
        }
        case "public" -> isPublic = true;
        case "must-revalidate" -> mustRevalidate = true;
        case "proxy-revalidate" -> proxyRevalidate = true;
        case "must-understand" -> mustUnderstand = true;
        case "no-transform" -> noTransform = true;
        case "immutable" -> immutable = true;
        case "max-age" -> maxAge = stricter(maxAge, seconds);
        case "s-maxage" -> sMaxage = stricter(sMaxage, seconds);
        case "stale-while-revalidate" ->
            staleWhileRevalidate = stricter(staleWhileRevalidate, seconds);
        case "stale-if-error" -> staleIfError = stricter(staleIfError, seconds);
        default -> {
          // An extension nobody told us of is passed over (RFC 9111 section 5.2.3).
        }
      }
    }

    private static long stricter(long known, long seconds) {
      return known == ABSENT ? seconds : Math.min(known, seconds);
    }

    CacheControl build() {
      return new CacheControl(
          noStore,
          noCache,
          noCacheFields,
          isPrivate,
          privateFields,
          isPublic,
          mustRevalidate,
          proxyRevalidate,
          mustUnderstand,
          noTransform,
          immutable,
          maxAge,
          sMaxage,
          staleWhileRevalidate,
          staleIfError);
    }
  }
}
