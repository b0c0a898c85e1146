package io.atoll.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.partition.Sites.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Asks each name server all the time for each routed name on behalf of users everywhere, and notes
 * every answer that has nobody in it.
 */
final class Watch implements AutoCloseable {
  static final List<String> NAMES = List.of("www.atoll.test.", "api.atoll.test.");
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int ROUNDS = 20;
  private static final Duration ROUNDS_MAX = Duration.ofSeconds(60);

  private final Sites sites;
  private final Map<Site, AtomicLong> rounds = new TreeMap<>();
  private final ConcurrentLinkedQueue<String> nobody = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Watch(Sites sites) {
    this.sites = sites;
    for (Site site : Site.values()) {
      rounds.put(site, new AtomicLong());
    }
    for (Site site : Site.values()) {
      threads.add(Thread.ofVirtual().start(() -> ask(site)));
    }
  }

  private void ask(Site nameServer) {
    while (!closed) {
      for (Site users : Site.values()) {
        for (String name : NAMES) {
          List<String> given = given(sites, nameServer, name, users);
          if (given.isEmpty()) {
            nobody.add("%s of %s for users of %s".formatted(name, nameServer, users));
          }
        }
      }
      Objects.requireNonNull(rounds.get(nameServer)).incrementAndGet();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** The addresses that users of a region are given by a name server; none if it fails. */
  static List<String> given(Sites sites, Site nameServer, String name, Site users) {
    InetSocketAddress server = sites.listener(nameServer);
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(10));
    resolver.setEDNS(
        0, 1232, 0, List.of(new ClientSubnetOption(24, InetAddress.ofLiteral(users.users))));
    try {
      Message answer =
          resolver.send(
              Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN)));
      return answer.getRcode() == Rcode.NOERROR
          ? answer.getSection(Section.ANSWER).stream()
              .map(record -> ((ARecord) record).getAddress().getHostAddress())
              .toList()
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Waits until each name server has answered everybody some more, and nobody got nobody. */
  void goesOn() {
    Map<Site, Long> until = new TreeMap<>();
    rounds.forEach((site, count) -> until.put(site, count.get() + ROUNDS));
    long deadline = System.nanoTime() + ROUNDS_MAX.toNanos();
    while (until.entrySet().stream()
        .anyMatch(
            entry -> Objects.requireNonNull(rounds.get(entry.getKey())).get() < entry.getValue())) {
      assertThat(System.nanoTime()).as("rounds %s of %s", rounds, until).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    assertThat(nobody).isEmpty();
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        boolean _ = thread.join(Duration.ofSeconds(30));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
