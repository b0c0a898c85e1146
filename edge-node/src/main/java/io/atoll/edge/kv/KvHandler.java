package io.atoll.edge.kv;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.routing.RoutingTable;
import io.atoll.edge.kv.DataPath.Parsed;
import io.atoll.edge.server.Exchange;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The data API. A request passes these phases, each of which may answer it: path, method, access,
 * namespace and its kind, session; then the phase that reads, writes or lists.
 */
public final class KvHandler {
  private static final Methods REGISTER = Methods.readsAnd(HttpMethod.PUT, HttpMethod.DELETE);
  private static final Methods COUNTER = Methods.readsAnd(HttpMethod.POST, HttpMethod.DELETE);
  private static final Methods DOCUMENT =
      Methods.readsAnd(HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
  private static final Methods SET_MEMBER = REGISTER;
  private static final Methods BOARD_MEMBER =
      Methods.readsAnd(HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE);

  /** For answers that came about without looking for a value. */
  private static final CharSequence REFUSED = HttpHeaders.createOptimized("atoll; detail=refused");

  private static final CharSequence WWW_AUTHENTICATE =
      HttpHeaders.createOptimized("www-authenticate");

  private final DataPath paths;
  private final Access access;
  private final Supplier<RoutingTable> table;
  private final SessionPhase sessions;
  private final ReadPhase reads;
  private final WritePhase writes;
  private final MemberPhase members;
  private final ListPhase lists;

  /**
   * @param nameBytesMax of a name once decoded
   * @param table the newest one known
   */
  public KvHandler(
      int nameBytesMax,
      Access access,
      Supplier<RoutingTable> table,
      SessionPhase sessions,
      ReadPhase reads,
      WritePhase writes,
      MemberPhase members,
      ListPhase lists) {
    this.paths = new DataPath(nameBytesMax);
    this.access = access;
    this.table = table;
    this.sessions = sessions;
    this.reads = reads;
    this.writes = writes;
    this.members = members;
    this.lists = lists;
  }

  /** Whether this path is of the data API. */
  public static boolean owns(String path) {
    return DataPath.owns(path);
  }

  /** What to answer for a path that nobody owns. */
  public static Problem notFound(String path) {
    return KvProblems.notFound(path);
  }

  /** Takes a request whose path {@link #owns} said yes to. */
  public void handle(Exchange exchange, String path) {
    switch (paths.parse(path)) {
      case Parsed.Refused refused -> refuse(exchange, refused.problem());
      case Parsed.Whole(Kind kind, Key key) -> {
        Namespace namespace =
            withoutQuery(exchange) && allows(exchange, methods(kind))
                ? admit(exchange, key.namespace(), kind)
                : null;
        if (namespace != null && isRead(exchange)) {
          sessions.read(exchange, key, session -> reads.handle(exchange, key, kind, session));
        } else if (namespace != null) {
          writes.handle(exchange, key, namespace);
        }
      }
      case Parsed.Member(Kind kind, Key key, String member) -> {
        Namespace namespace =
            withoutQuery(exchange) && allows(exchange, methods(kind))
                ? admit(exchange, key.namespace(), kind)
                : null;
        if (namespace != null && isRead(exchange)) {
          sessions.read(
              exchange, key, session -> members.read(exchange, kind, key, member, session));
        } else if (namespace != null) {
          members.write(exchange, namespace, key, member);
        }
      }
      case Parsed.Names(Kind kind, String namespace) -> {
        if (allows(exchange, Methods.READS) && admit(exchange, namespace, kind) != null) {
          sessions.readAll(exchange, session -> lists.names(exchange, namespace, session));
        }
      }
      case Parsed.Members(Key key) -> {
        if (mayList(exchange, key, Kind.SET)) {
          sessions.read(exchange, key, session -> lists.members(exchange, key, session));
        }
      }
      case Parsed.Top(Key key) -> {
        if (mayList(exchange, key, Kind.LEADERBOARD)) {
          sessions.read(exchange, key, session -> lists.top(exchange, key, session));
        }
      }
      case Parsed.Around(Key key, String member) -> {
        if (mayList(exchange, key, Kind.LEADERBOARD)) {
          sessions.read(exchange, key, session -> lists.around(exchange, key, member, session));
        }
      }
    }
  }

  private boolean mayList(Exchange exchange, Key key, Kind kind) {
    return allows(exchange, Methods.READS) && admit(exchange, key.namespace(), kind) != null;
  }

  private static boolean isRead(Exchange exchange) {
    return Methods.READS.contain(exchange.method());
  }

  /** Those of a key, or of a member of one. */
  private static Methods methods(Kind kind) {
    return switch (kind) {
      case REGISTER -> REGISTER;
      case COUNTER -> COUNTER;
      case DOCUMENT -> DOCUMENT;
      case SET -> SET_MEMBER;
      case LEADERBOARD -> BOARD_MEMBER;
    };
  }

  private static boolean withoutQuery(Exchange exchange) {
    if (exchange.query() == null) {
      return true;
    }
    refuse(exchange, KvProblems.query());
    return false;
  }

  /** Whether the method is one of these; else the call is refused. */
  public static boolean allows(Exchange exchange, Methods methods) {
    if (methods.contain(exchange.method())) {
      return true;
    }
    exchange.put(HttpHeaders.ALLOW, methods.allow());
    refuse(exchange, KvProblems.method(exchange.method().name(), methods.allow()));
    return false;
  }

  /** Where the names of a namespace are listed. */
  public static String listing(Namespace namespace) {
    return DataPath.collection(namespace.kind()) + "/" + namespace.name();
  }

  /** The namespace if the caller may use it and it is of this kind; else the call is refused. */
  private @Nullable Namespace admit(Exchange exchange, String name, Kind kind) {
    Namespace namespace = admit(exchange, name);
    if (namespace != null && namespace.kind() != kind) {
      refuse(exchange, KvProblems.otherKind(namespace));
      return null;
    }
    return namespace;
  }

  /** The namespace if the caller may use it; else the call is refused. */
  public @Nullable Namespace admit(Exchange exchange, String name) {
    Optional<Problem> refusal =
        access.data(exchange.local(), exchange.header(HttpHeaders.AUTHORIZATION), name);
    if (refusal.isPresent()) {
      if (refusal.get().status() == 401) {
        exchange.put(WWW_AUTHENTICATE, "Bearer");
      }
      refuse(exchange, refusal.get());
      return null;
    }
    RoutingTable known = table.get();
    Namespace namespace = known.namespaces().get(name);
    if (namespace == null) {
      unknownNamespace(exchange, name, known);
    }
    return namespace;
  }

  private static void unknownNamespace(Exchange exchange, String name, RoutingTable known) {
    if (known.isKnown()) {
      refuse(exchange, KvProblems.unknownNamespace(name, known.namespaces().keySet()));
    } else {
      exchange.retryAfterSeconds(1);
      refuse(exchange, KvProblems.noTable());
    }
  }

  static void refuse(Exchange exchange, Problem problem) {
    exchange.cacheStatus(REFUSED).problem(problem);
  }
}
