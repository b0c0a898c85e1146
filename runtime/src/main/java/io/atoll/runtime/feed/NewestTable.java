package io.atoll.runtime.feed;

import io.atoll.core.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest routing table seen: an older one never replaces a newer one, whoever offers it.
 *
 * <p>Reads never wait. Listeners hear of tables in ascending order, each listener from the newest
 * at its registration on.
 */
final class NewestTable {
  private static final Logger log = LoggerFactory.getLogger(NewestTable.class);

  private final Object lock = new Object();
  private final List<Consumer<RoutingTable>> listeners = new ArrayList<>();
  private volatile RoutingTable current = RoutingTable.NONE;

  RoutingTable current() {
    return current;
  }

  /** Whether it was newer, and so became the current one. */
  boolean offer(RoutingTable table) {
    synchronized (lock) {
      if (table.version().compareTo(current.version()) <= 0) {
        return false;
      }
      current = table;
      listeners.forEach(listener -> tell(listener, table));
      return true;
    }
  }

  void onChange(Consumer<RoutingTable> listener) {
    synchronized (lock) {
      listeners.add(listener);
      if (current.isKnown()) {
        tell(listener, current);
      }
    }
  }

  private static void tell(Consumer<RoutingTable> listener, RoutingTable table) {
    try {
      listener.accept(table);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("version", table.version())
          .setCause(e)
          .log("a listener failed on a routing table; others go on");
    }
  }
}
