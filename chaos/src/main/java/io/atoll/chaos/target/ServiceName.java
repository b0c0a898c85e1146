package io.atoll.chaos.target;

import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The service's name as one user's stub resolver sees it: asks with the user's client subnet (RFC
 * 7871) and keeps the answer for its time to live, also when the addresses turn out to be dead, as
 * a resolver in between would. May be used by many threads; only one of them asks.
 */
public final class ServiceName {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** A lost datagram is asked for again, once. */
  private static final int TRIES = 2;

  private static final int UDP_PAYLOAD_BYTES = 1232;

  private final SimpleResolver resolver;
  private final Name name;
  private final MonotonicClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private List<String> addresses = List.of();
  private long expiresNanos;

  /**
   * Will ask this server when first needed.
   *
   * @param subnet the user's network
   * @throws IllegalArgumentException if the name is not a domain name
   */
  public ServiceName(HostPort server, String service, Subnet subnet, MonotonicClock clock) {
    this.resolver = new SimpleResolver(new InetSocketAddress(server.host(), server.port()));
    resolver.setTimeout(TIMEOUT);
    resolver.setEDNS(
        0,
        UDP_PAYLOAD_BYTES,
        0,
        List.of(new ClientSubnetOption(subnet.prefixLength(), subnet.address())));
    this.name = absolute(service);
    this.clock = clock;
  }

  private static Name absolute(String service) {
    try {
      return Name.fromString(service, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("'%s' is not a domain name".formatted(service), e);
    }
  }

  /**
   * The addresses to connect to now, at least one, in the order of the answer.
   *
   * @throws TargetException if there is no usable answer
   */
  public List<String> addresses() throws TargetException {
    lock.lock();
    try {
      if (addresses.isEmpty() || clock.nanos() - expiresNanos >= 0) {
        addresses = List.of();
        ask();
      }
      return addresses;
    } finally {
      lock.unlock();
    }
  }

  private void ask() throws TargetException {
    Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    Message answer = send(query);
    if (answer.getRcode() != Rcode.NOERROR) {
      throw new TargetException(
          "%s: the name server says %s".formatted(name, Rcode.string(answer.getRcode())));
    }
    List<String> found = new ArrayList<>();
    long ttl = Long.MAX_VALUE;
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof ARecord a) {
        InetAddress address = a.getAddress();
        found.add(address.getHostAddress());
        ttl = Math.min(ttl, a.getTTL());
      }
    }
    if (found.isEmpty()) {
      throw new TargetException("%s: the name server names no address".formatted(name));
    }
    addresses = List.copyOf(found);
    expiresNanos = clock.nanos() + Duration.ofSeconds(ttl).toNanos();
  }

  private Message send(Message query) throws TargetException {
    IOException last = new IOException("not asked");
    for (int i = 0; i < TRIES; i++) {
      try {
        return resolver.send(query);
      } catch (IOException e) {
        last = e;
      }
    }
    throw new TargetException(
        "%s: no answer from %s (%s)"
            .formatted(name, resolver.getAddress(), JsonHttp.describe(last)),
        last);
  }
}
