package io.atoll.edge.proxy;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.Forwarding;
import io.atoll.edge.http.Methods;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.RequestDirectives;
import io.atoll.edge.http.RequestHead;
import io.atoll.edge.server.HttpExchange;
import io.atoll.edge.upstream.Outbound;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the phases.
 *
 * @param target path and query as they are forwarded
 * @param key by which answers to it are stored
 */
record Visit(
    HttpExchange exchange,
    Route route,
    Fields fields,
    RequestDirectives directives,
    String target,
    PageKey key) {

  RequestHead head() {
    return new RequestHead(exchange.method().name(), fields);
  }

  boolean isHead() {
    return exchange.method().name().equals("HEAD");
  }

  /** Its fields as they are now: the client may be gone when they are needed. */
  FieldList allFields() {
    return FieldList.copyOf(exchange.request().headers());
  }

  /**
   * As it goes to an upstream.
   *
   * @param all of its fields that are to be passed on if they may be
   */
  Outbound outbound(FieldList all, String via, Outbound.@Nullable Body body) {
    Forwarding.Client client =
        new Forwarding.Client(exchange.clientAddress(), key.scheme(), key.host(), false);
    String method = exchange.method().name();
    FieldList meant = Methods.isSafe(method) ? Forwarding.safe(all) : all;
    return new Outbound(method, key.host(), target, Forwarding.fields(meant, client, via), body);
  }
}
