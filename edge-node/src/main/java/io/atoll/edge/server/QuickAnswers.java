package io.atoll.edge.server;

import io.atoll.edge.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are ready, for requests that ask for nothing but a URI: GET, without body,
 * conditions, ranges, cache directives or an upgrade.
 */
@FunctionalInterface
public interface QuickAnswers {
  /**
   * Called on an event loop for every such request, so it must be quick; null: there is none, and
   * the request becomes an {@link HttpExchange}.
   *
   * @param local whether the client is on this machine
   * @param scheme {@code http} or {@code https}
   * @param host value of {@code Host} or {@code :authority}, as it came
   * @param target as it came
   * @param bytesMax of its body
   */
  @Nullable QuickAnswer find(
      boolean local, String scheme, String host, String target, Fields fields, int bytesMax);
}
