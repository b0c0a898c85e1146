package io.atoll.dns.geo;

import io.atoll.dns.geo.Network.Family;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** A value for every address of both families. */
public record AddressMap(Intervals ipv4, Intervals ipv6) {
  /** Nothing known of any address. */
  public static final AddressMap EMPTY =
      new AddressMap(Intervals.of(Intervals.NONE), Intervals.of(Intervals.NONE));

  /**
   * The values of networks, of which the longest that holds an address counts; of equal ones the
   * last.
   *
   * @param values one for each, by its index in the list
   */
  public static AddressMap of(List<Network> networks, IntUnaryOperator values) {
    return new AddressMap(
        Nesting.of(networks, values, Family.IPV4), Nesting.of(networks, values, Family.IPV6));
  }

  public Intervals of(Family family) {
    return switch (family) {
      case IPV4 -> ipv4;
      case IPV6 -> ipv6;
    };
  }

  /** The value of a network's first address. */
  public int value(Network network) {
    Intervals intervals = of(network.family());
    return intervals.value(intervals.find(network.high(), network.low()));
  }

  /** As far as the value of a network's first address holds: see {@link Intervals#scope}. */
  public int scope(Network network) {
    Intervals intervals = of(network.family());
    int index = intervals.find(network.high(), network.low());
    return intervals.scope(index, network.high(), network.low());
  }

  /** See {@link Intervals#map}. */
  public AddressMap map(IntUnaryOperator change) {
    return both(intervals -> intervals.map(change));
  }

  /** See {@link Intervals#coarsened}. */
  public AddressMap coarsened(double share) {
    return both(intervals -> intervals.coarsened(share));
  }

  /** See {@link Intervals#filled}. */
  public AddressMap filled(int otherwise) {
    return both(intervals -> intervals.filled(otherwise));
  }

  /** See {@link Intervals#under}. */
  public AddressMap under(AddressMap top) {
    return new AddressMap(ipv4.under(top.ipv4), ipv6.under(top.ipv6));
  }

  /** See {@link Intervals#with}. */
  public AddressMap with(AddressMap other, IntBinaryOperator combined) {
    return new AddressMap(ipv4.with(other.ipv4, combined), ipv6.with(other.ipv6, combined));
  }

  private AddressMap both(UnaryOperator<Intervals> change) {
    return new AddressMap(change.apply(ipv4), change.apply(ipv6));
  }
}
