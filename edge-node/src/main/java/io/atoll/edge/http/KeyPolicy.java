package io.atoll.edge.http;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a request, besides its path, tell answers apart. A part that is left out here must
 * not change what the upstream answers, so the query that is forwarded is the one that counts.
 *
 * @param query which parameters count
 * @param names of the parameters that {@code query} is about
 * @param sorted whether their order counts for nothing
 * @param cookies names of the cookies whose values count
 */
public record KeyPolicy(Query query, Set<String> names, boolean sorted, Set<String> cookies) {
  /** Which parameters of the query count. */
  public enum Query {
    ALL,
    NONE,
    ONLY,
    EXCEPT
  }

  /** The whole query as it stands, no cookies. */
  public static final KeyPolicy PLAIN = new KeyPolicy(Query.ALL, Set.of(), false, Set.of());

  public KeyPolicy {
    names = Set.copyOf(names);
    cookies = Set.copyOf(cookies);
  }

  /** Path and query as they are forwarded. */
  public String target(String pathAndQuery) {
    int mark = pathAndQuery.indexOf('?');
    if (mark < 0 || (query == Query.ALL && !sorted)) {
      return pathAndQuery;
    }
    String path = pathAndQuery.substring(0, mark);
    Predicate<String> counts =
        switch (query) {
          case ALL -> _ -> true;
          case NONE -> _ -> false;
          case ONLY -> parameter -> names.contains(name(parameter));
          case EXCEPT -> parameter -> !names.contains(name(parameter));
        };
    var parameters = Arrays.stream(pathAndQuery.substring(mark + 1).split("&", -1)).filter(counts);
    List<String> kept = (sorted ? parameters.sorted() : parameters).toList();
    return kept.isEmpty() ? path : path + "?" + String.join("&", kept);
  }

  private static String name(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }

  /** The key of a request for what {@link #target} made of its target. */
  public PageKey key(String scheme, String host, String target, Fields request) {
    String cookie = cookies.isEmpty() ? null : request.joined("cookie");
    return new PageKey(scheme, host, cookie == null ? target : target + counted(cookie));
  }

  /** A blank can't stand in a target, so no target equals one with cookies behind it. */
  private String counted(@Nullable String cookie) {
    if (cookie == null) {
      return "";
    }
    Set<String> counted = new TreeSet<>();
    for (String pair : cookie.split("[;,] *", -1)) {
      if (cookies.contains(name(pair))) {
        counted.add(pair);
      }
    }
    return counted.isEmpty() ? "" : " " + String.join(";", counted);
  }
}
