package io.atoll.bench.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What every contestant is asked, the same from run to run: of ten queries four for a routed name's
 * A, two for its AAAA, two for a static name, two for names that aren't there; half of them plain,
 * half with a random client subnet. A server that signs is asked for signatures every time, and for
 * names that aren't there again and again, since what it costs to sign a new one is bounded by its
 * configuration.
 */
final class Queries {
  static final String ZONE = "bench.test.";
  private static final int COUNT = 50_000;

  /** Names that aren't there, of a server that signs. */
  private static final int ABSENT = 1_000;

  private static final int DNSSEC_OK = 0x8000;
  private static final int PAYLOAD = 1232;
  private static final long SEED = 1;

  private Queries() {}

  /** Writes them as dnsperf reads them with {@code -B}: messages framed as over TCP. */
  static Path write(Path directory, boolean signed) throws IOException {
    RandomGenerator random = new SplittableRandom(SEED);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < COUNT; i++) {
      byte[] message = query(random, signed);
      out.write(message.length >> 8);
      out.write(message.length);
      out.write(message);
    }
    return Files.write(directory.resolve(signed ? "queries-signed" : "queries"), out.toByteArray());
  }

  private static byte[] query(RandomGenerator random, boolean signed) {
    int kind = random.nextInt(10);
    String label =
        kind < 6
            ? "www"
            : kind < 8
                ? "static"
                : "none"
                    + (signed ? random.nextInt(ABSENT) : Integer.toString(random.nextInt(), 36));
    int type = kind == 4 || kind == 5 ? Type.AAAA : Type.A;
    Name name = Name.fromConstantString(label + "." + ZONE);
    Message message = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    List<EDNSOption> options = new ArrayList<>();
    if (random.nextBoolean()) {
      EDNSOption subnet =
          new GenericEDNSOption(
              EDNSOption.Code.CLIENT_SUBNET,
              new byte[] {
                0,
                1,
                24,
                0,
                (byte) random.nextInt(1, 224),
                (byte) random.nextInt(256),
                (byte) random.nextInt(256)
              });
      options.add(subnet);
    }
    if (signed || !options.isEmpty()) {
      message.addRecord(
          new OPTRecord(PAYLOAD, 0, 0, signed ? DNSSEC_OK : 0, options), Section.ADDITIONAL);
    }
    return message.toWire();
  }
}
