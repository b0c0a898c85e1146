package io.atoll.dns.answer;

import io.atoll.dns.zone.RoutedSet;
import java.util.List;
import org.xbill.DNS.Record;

/** What a name and type is answered, before it is rendered. */
sealed interface Composed {

  /** The same for everybody. */
  record Same(Draft draft) implements Composed {}

  /**
   * By where the client is.
   *
   * @param aliases that lead from the name asked for to the routed one
   * @param set its owner is the routed name, or what a wildcard stands for
   * @param otherwise for clients whose region has nothing of the type
   */
  record ByPlace(List<Record> aliases, RoutedSet set, Draft otherwise) implements Composed {}
}
