package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.routing.RoutingTable;
import io.atoll.edge.server.Exchange;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The data API. A request passes these phases, each of which may answer it: path, method, access,
 * namespace, then {@link ReadPhase} or {@link WritePhase}.
 */
public final class KvHandler {
  static final String ALLOWED_METHODS = "GET, HEAD, PUT, DELETE";

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.PUT, HttpMethod.DELETE);

  /** For answers that came about without looking for a value. */
  private static final CharSequence REFUSED = HttpHeaders.createOptimized("atoll; detail=refused");

  private static final CharSequence WWW_AUTHENTICATE =
      HttpHeaders.createOptimized("www-authenticate");

  private final KvPath paths;
  private final Access access;
  private final Supplier<RoutingTable> table;
  private final ReadPhase reads;
  private final WritePhase writes;

  /**
   * @param nameBytesMax of a name once decoded
   * @param table the newest one known
   */
  public KvHandler(
      int nameBytesMax,
      Access access,
      Supplier<RoutingTable> table,
      ReadPhase reads,
      WritePhase writes) {
    this.paths = new KvPath(nameBytesMax);
    this.access = access;
    this.table = table;
    this.reads = reads;
    this.writes = writes;
  }

  /** Whether this path is of the data API. */
  public static boolean owns(String path) {
    return path.startsWith(KvPath.PREFIX);
  }

  /** What to answer for a path that nobody owns. */
  public static Problem notFound(String path) {
    return KvProblems.notFound(path);
  }

  /** Takes a request whose path {@link #owns} said yes to. */
  public void handle(Exchange exchange, String path) {
    if (exchange.query() != null) {
      refuse(exchange, KvProblems.query());
      return;
    }
    switch (paths.parse(path)) {
      case KvPath.Parsed.Refused refused -> refuse(exchange, refused.problem());
      case KvPath.Parsed.Register register -> admit(exchange, register.key());
    }
  }

  private void admit(Exchange exchange, Key key) {
    HttpMethod method = exchange.method();
    boolean read = READS.contains(method);
    if (!read && !WRITES.contains(method)) {
      exchange.put(HttpHeaders.ALLOW, ALLOWED_METHODS);
      refuse(exchange, KvProblems.method(method.name()));
      return;
    }
    Optional<Problem> refusal =
        access.data(exchange.local(), exchange.header(HttpHeaders.AUTHORIZATION), key.namespace());
    if (refusal.isPresent()) {
      if (refusal.get().status() == 401) {
        exchange.put(WWW_AUTHENTICATE, "Bearer");
      }
      refuse(exchange, refusal.get());
      return;
    }
    RoutingTable known = table.get();
    Namespace namespace = known.namespaces().get(key.namespace());
    if (namespace == null) {
      unknownNamespace(exchange, key, known);
    } else if (read) {
      reads.handle(exchange, key);
    } else {
      writes.handle(exchange, key, namespace);
    }
  }

  private static void unknownNamespace(Exchange exchange, Key key, RoutingTable known) {
    if (known.isKnown()) {
      refuse(exchange, KvProblems.unknownNamespace(key.namespace(), known.namespaces().keySet()));
    } else {
      exchange.retryAfterSeconds(1);
      refuse(exchange, KvProblems.noTable());
    }
  }

  static void refuse(Exchange exchange, Problem problem) {
    exchange.cacheStatus(REFUSED).problem(problem);
  }
}
