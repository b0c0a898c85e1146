package io.atoll.dns.routing;

import java.net.InetAddress;
import java.util.List;

/** What names are answered while no region serves users. */
public sealed interface AllDown {
  /**
   * The regions that served when any did, but for what was drained since: for policies that say
   * nothing else.
   */
  record LastGood() implements AllDown {}

  /** Every region that isn't drained, with all its edges. */
  record All() implements AllDown {}

  /**
   * Addresses of the operator's, such as those of a page that says so.
   *
   * @param addresses at least one
   */
  record Static(List<InetAddress> addresses) implements AllDown {
    public Static {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("no address to answer while every region is down");
      }
    }
  }

  /** SERVFAIL, so that resolvers ask another name server. */
  record ServFail() implements AllDown {}

  /** On what answers may rest, the best first; on nothing after those. */
  default List<Basis> bases() {
    return switch (this) {
      case LastGood _ -> List.of(Basis.HEALTH, Basis.LAST_GOOD, Basis.ALL_UNDRAINED, Basis.ALL);
      case All _ -> List.of(Basis.HEALTH, Basis.ALL_UNDRAINED, Basis.ALL);
      case Static _, ServFail _ -> List.of(Basis.HEALTH);
    };
  }

  /** What answers rest on when no region may be given. */
  default Basis otherwise() {
    return switch (this) {
      case LastGood _, All _, ServFail _ -> Basis.NOTHING;
      case Static _ -> Basis.STATIC;
    };
  }
}
