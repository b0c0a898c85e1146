package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.SignedZones;
import io.atoll.dns.TestServer;
import io.atoll.dns.guard.Budget;
import io.atoll.dns.routing.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Somebody asks for names that aren't there, each once, and wants signatures. */
class FloodTest {
  private static final int QUERIES = 300_000;

  /** As many as may be signed at once; the others are refused. */
  private static final int SIGNED = 2_000;

  /** A hundred bytes kept of each query would be thirty million. */
  private static final long RETAINED_BYTES_MAX = 12_000_000;

  /** The header, and the length of the first label. */
  private static final int RANDOM_AT = 13;

  @TempDir private Path folder;

  @Test
  void aFloodOfNamesThatAreNotThereLeavesNothingBehindAndOthersAreAnsweredAsEver()
      throws Exception {
    long standing = System.nanoTime();
    try (TestServer server =
        new TestServer(
                WireLimits.DEFAULT,
                SignedZones.in(folder)
                    .zone(
                        System::currentTimeMillis,
                        new Budget(SIGNED, () -> standing),
                        new SimpleMeterRegistry()))
            .follow(Tables.allUp(1))) {
      SplittableRandom random = new SplittableRandom(11);
      byte[] query = query("aaaaaaaa.atoll.test.");
      flood(server, query, random, 2 * SIGNED);
      long before = used();
      flood(server, query, random, QUERIES);
      assertThat(used() - before).isLessThan(RETAINED_BYTES_MAX);
      Message there = new Message(ask(server, query("www.atoll.test.")));
      assertThat(there.getSection(Section.ANSWER)).isNotEmpty();
      Message tooMuch = new Message(ask(server, query("bbbbbbbb.atoll.test.")));
      assertThat(tooMuch.getRcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  private static void flood(TestServer server, byte[] query, SplittableRandom random, int count) {
    for (int i = 0; i < count; i++) {
      ByteBuffer.wrap(query).putLong(RANDOM_AT, letters(random));
      ask(server, query);
    }
  }

  /** Eight of 16 letters. */
  private static long letters(SplittableRandom random) {
    return (random.nextLong() & 0x0f0f0f0f0f0f0f0fL) + 0x6161616161616161L;
  }

  private static byte[] ask(TestServer server, byte[] query) {
    byte[] reply =
        server.messages().handle(query, InetAddress.ofLiteral("192.0.2.7"), Transport.UDP);
    if (reply == null) {
      throw new AssertionError("expected a reply");
    }
    return reply;
  }

  private static byte[] query(String name) {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    query.getHeader().unsetFlag(Flags.RD);
    query.addRecord(new OPTRecord(1232, 0, 0, Edns.DNSSEC_OK), Section.ADDITIONAL);
    return query.toWire();
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
