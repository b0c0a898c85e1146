package io.atoll.edge.kv;

import static java.util.stream.Collectors.joining;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods that a resource takes.
 *
 * @param allow as the field of an answer names them (RFC 9110 section 10.2.1)
 */
public record Methods(List<HttpMethod> all, String allow) {
  public static final Methods GET = of(HttpMethod.GET);
  public static final Methods POST = of(HttpMethod.POST);
  static final Methods READS = of(HttpMethod.GET, HttpMethod.HEAD);

  public Methods {
    all = List.copyOf(all);
  }

  static Methods of(HttpMethod... all) {
    List<HttpMethod> methods = List.of(all);
    return new Methods(methods, methods.stream().map(HttpMethod::name).collect(joining(", ")));
  }

  /** What can be read, and written in these ways. */
  static Methods readsAnd(HttpMethod... writes) {
    List<HttpMethod> methods = new ArrayList<>(READS.all);
    methods.addAll(List.of(writes));
    return of(methods.toArray(HttpMethod[]::new));
  }

  boolean contain(HttpMethod method) {
    return all.contains(method);
  }
}
