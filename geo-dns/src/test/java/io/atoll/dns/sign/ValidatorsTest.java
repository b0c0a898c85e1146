package io.atoll.dns.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.dns.Programs;
import io.atoll.dns.SignedZones;
import io.atoll.dns.TestServer;
import io.atoll.dns.Zones;
import io.atoll.dns.answer.Served;
import io.atoll.dns.guard.Budget;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.WireLimits;
import io.atoll.dns.zone.Zone;
import io.atoll.dns.zone.ZoneConfig;
import io.atoll.dns.zone.ZoneConfig.Entry;
import io.atoll.dns.zone.ZoneLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * BIND's and NLnet Labs' validators, asking for everything that a signed zone can be asked for:
 * each kind of answer by name, and each name by each type.
 */
class ValidatorsTest {
  /** Name, type, and what a validator is to find: an answer, none of the type, or no such name. */
  private record Question(String label, int type, Kind kind) {
    Name name() {
      return inZone(label);
    }
  }

  private enum Kind {
    ANSWER,
    NO_DATA,
    /** An alias to a name that has none of the type, or isn't there. */
    ALIAS_OF_NONE,
    NO_SUCH_NAME
  }

  private static final List<Question> QUESTIONS =
      List.of(
          // The apex.
          new Question("@", Type.SOA, Kind.ANSWER),
          new Question("@", Type.NS, Kind.ANSWER),
          new Question("@", Type.DNSKEY, Kind.ANSWER),
          new Question("@", Type.CDS, Kind.ANSWER),
          new Question("@", Type.CDNSKEY, Kind.ANSWER),
          new Question("@", Type.NSEC, Kind.ANSWER),
          new Question("@", Type.A, Kind.NO_DATA),
          // Routed names; a region without addresses of the type.
          new Question("www", Type.A, Kind.ANSWER),
          new Question("www", Type.HTTPS, Kind.ANSWER),
          new Question("www", Type.NSEC, Kind.ANSWER),
          new Question("www", Type.AAAA, Kind.NO_DATA),
          new Question("www", Type.MX, Kind.NO_DATA),
          new Question("page", Type.A, Kind.ANSWER),
          // Static ones; one that doesn't fit into a datagram.
          new Question("six", Type.AAAA, Kind.ANSWER),
          new Question("six", Type.A, Kind.NO_DATA),
          new Question("service", Type.HTTPS, Kind.ANSWER),
          new Question("many", Type.A, Kind.ANSWER),
          // An empty non-terminal.
          new Question("deep", Type.A, Kind.NO_DATA),
          new Question("deep", Type.NSEC, Kind.ANSWER),
          // Aliases: themselves, to an answer by way of another, to no data, to no such name.
          new Question("alias", Type.CNAME, Kind.ANSWER),
          new Question("alias", Type.NSEC, Kind.ANSWER),
          new Question("alias2", Type.A, Kind.ANSWER),
          new Question("alias2", Type.NSEC, Kind.ANSWER),
          new Question("still", Type.AAAA, Kind.ANSWER),
          new Question("alias2", Type.AAAA, Kind.ALIAS_OF_NONE),
          new Question("still", Type.TXT, Kind.ALIAS_OF_NONE),
          new Question("dangling", Type.A, Kind.ALIAS_OF_NONE),
          new Question("dangling", Type.NSEC, Kind.ANSWER),
          new Question("outside", Type.CNAME, Kind.ANSWER),
          new Question("outside", Type.NSEC, Kind.ANSWER),
          new Question("circle", Type.NSEC, Kind.ANSWER),
          // Wildcards: static, of an alias, routed.
          new Question("a.wild", Type.TXT, Kind.ANSWER),
          new Question("a.b.Wild", Type.TXT, Kind.ANSWER),
          new Question("a.wild", Type.NSEC, Kind.ANSWER),
          new Question("a.wild", Type.A, Kind.NO_DATA),
          new Question("there.wild", Type.TXT, Kind.NO_DATA),
          new Question("*.wild", Type.TXT, Kind.ANSWER),
          new Question("x.also", Type.A, Kind.ANSWER),
          new Question("x.also", Type.CNAME, Kind.ANSWER),
          new Question("x.also", Type.NSEC, Kind.ANSWER),
          new Question("x.also", Type.MX, Kind.ALIAS_OF_NONE),
          new Question("ada.customers", Type.A, Kind.ANSWER),
          new Question("ada.customers", Type.NSEC, Kind.ANSWER),
          new Question("ada.customers", Type.TXT, Kind.NO_DATA),
          // Delegations, signed and not.
          new Question("safe", Type.DS, Kind.ANSWER),
          new Question("signed", Type.DS, Kind.ANSWER),
          new Question("sub", Type.DS, Kind.NO_DATA),
          new Question("www", Type.DS, Kind.NO_DATA),
          // Names that aren't there.
          new Question("nothere", Type.A, Kind.NO_SUCH_NAME),
          new Question("neither", Type.NSEC, Kind.ANSWER),
          new Question("Far.Below.www", Type.TXT, Kind.NO_SUCH_NAME));

  /** What every name is asked for; the last is a type that nobody knows. */
  private static final int[] TYPES = {
    Type.A,
    Type.AAAA,
    Type.HTTPS,
    Type.SVCB,
    Type.TXT,
    Type.SOA,
    Type.NS,
    Type.MX,
    Type.CAA,
    Type.CNAME,
    Type.DNSKEY,
    Type.CDS,
    Type.CDNSKEY,
    Type.NSEC,
    Type.ANY,
    65_280
  };

  private static final Name SUB = inZone("sub");
  private static final Name SIGNED = inZone("signed");
  private static final Name ELSEWHERE = Name.fromConstantString("example.org.");

  @TempDir private static Path folder;
  private static SignedZones zones;
  private static SignedZones elsewhere;
  private static TestServer server;

  /** Of other people's: two zones below the one, and one where an alias leads. */
  private static TestServer others;

  private static Name inZone(String label) {
    return Name.fromConstantString(label.equals("@") ? "atoll.test." : label + ".atoll.test.");
  }

  @BeforeAll
  static void start() throws IOException {
    zones = SignedZones.in(folder);
    elsewhere = SignedZones.in(folder, ELSEWHERE);
    SignedZones signed = SignedZones.in(folder, SIGNED);
    others = new TestServer(WireLimits.DEFAULT, sign(elsewhere, small(ELSEWHERE)));
    others.answerer().replace(List.of(new Served(small(SUB), null), sign(signed, small(SIGNED))));
    server =
        new TestServer(WireLimits.DEFAULT, sign(zones, zone(signed.key()))).follow(Tables.allUp(1));
  }

  private static Served sign(SignedZones by, Zone zone) {
    return by.sign(
        zone,
        System::currentTimeMillis,
        new Budget(500, System::nanoTime),
        new SimpleMeterRegistry());
  }

  /** The zone of all tests, with a delegation to one that is signed by a key. */
  private static Zone zone(SigningKey delegated) {
    ZoneConfig config = Zones.config();
    List<Entry> records = new ArrayList<>(config.records());
    records.add(new Entry("signed", Type.NS, "ns.example.org."));
    records.add(
        new Entry(
            "signed",
            Type.DS,
            new DSRecord(SIGNED, DClass.IN, 0, DNSSEC.Digest.SHA256, delegated.record())
                .rdataToString()));
    return new ZoneLoader(Zones.config(config.routed(), records)).load();
  }

  private static Zone small(Name apex) {
    return new ZoneLoader(
            new ZoneConfig(
                apex,
                Optional.empty(),
                List.of(Zones.host("ns", "127.0.0.1")),
                List.of(),
                List.of(Zones.host("www", "192.0.2.80")),
                ZoneConfig.TTL_DEFAULT,
                ZoneConfig.STATIC_TTL_DEFAULT,
                ZoneConfig.NEGATIVE_TTL_DEFAULT,
                Optional.empty()))
        .load();
  }

  @AfterAll
  static void stop() {
    server.close();
    others.close();
  }

  private static Unbound unbound() throws IOException {
    assumeTrue(Programs.isThere("unbound"), "SKIPPED: no unbound; Debian: apt-get install unbound");
    InetSocketAddress theirs = others.address();
    return new Unbound(
        folder,
        Map.of(Zones.APEX, server.address(), SUB, theirs, SIGNED, theirs, ELSEWHERE, theirs),
        List.of(zones.key().record(), elsewhere.key().record()));
  }

  private static double answersOverTcp() {
    return server
        .meters()
        .get("atoll_dns_queries_total")
        .tag("transport", "tcp")
        .counters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @Test
  void delvValidatesEveryKindOfAnswer() throws Exception {
    assumeTrue(
        Programs.isThere("delv"), "SKIPPED: no delv; Debian: apt-get install bind9-dnsutils");
    Path anchors = Files.writeString(folder.resolve("anchors"), zones.key().trustAnchor());
    double overTcp = answersOverTcp();
    for (Question question : QUESTIONS) {
      String said =
          Programs.run(
              "delv",
              "@" + TestServer.HOST,
              "-p",
              Integer.toString(server.address().getPort()),
              "-a",
              anchors.toString(),
              "+root=atoll.test",
              question.name().toString(),
              Type.string(question.type()));
      assertThat(said)
          .as(question.toString())
          .contains("fully validated")
          .doesNotContain("; unsigned answer");
      assertThat(said.contains("negative response"))
          .as(question.toString())
          .isEqualTo(question.kind() == Kind.NO_DATA || question.kind() == Kind.NO_SUCH_NAME);
    }
    assertThat(answersOverTcp()).isGreaterThan(overTcp);
  }

  @Test
  void unboundValidatesEveryKindOfAnswer() throws Exception {
    try (Unbound unbound = unbound()) {
      double overTcp = answersOverTcp();
      for (Question question : QUESTIONS) {
        Message answer = unbound.ask(question.name(), question.type());
        assertValidated(answer, question.toString());
        assertThat(types(answer).contains(question.type()))
            .as("%s%n%s", question, answer)
            .isEqualTo(question.kind() == Kind.ANSWER);
      }
      assertThat(answersOverTcp()).isGreaterThan(overTcp);
    }
  }

  /** In one run, so that what it has kept of one answer may contradict another. */
  @Test
  void unboundValidatesEveryTypeOfEveryName() throws Exception {
    List<Name> names =
        Stream.concat(
                Zones.test().names().stream().sorted(),
                Stream.of("a.wild", "x.also", "ada.customers", "nothere", "below.www")
                    .map(ValidatorsTest::inZone))
            // Those of other zones, and one that leads nowhere.
            .filter(name -> !Set.of(SUB, inZone("safe"), inZone("circle")).contains(name))
            .toList();
    assertThat(names).hasSizeGreaterThan(20);
    try (Unbound unbound = unbound()) {
      for (Name name : names) {
        for (int type : TYPES) {
          if (type == Type.ANY && name.equals(inZone("outside"))) {
            // Unbound follows even ANY, and then tries the alias with the other zone's keys.
            continue;
          }
          assertValidated(
              unbound.ask(name, type),
              "%s %s%n%s".formatted(name, Type.string(type), unbound.log()));
        }
      }
    }
  }

  @Test
  void unboundFollowsAliasesAndDelegationsToOtherZones() throws Exception {
    try (Unbound unbound = unbound()) {
      Message outside = unbound.ask(inZone("outside"), Type.A);
      assertValidated(outside, "an alias to another zone");
      assertThat(types(outside)).contains(Type.CNAME, Type.A);

      Message signed = unbound.ask(inZone("www.signed"), Type.A);
      assertValidated(signed, "a name of a signed zone below");
      assertThat(types(signed)).contains(Type.A);
      assertValidated(unbound.ask(inZone("nothere.signed"), Type.A), "none of that zone");

      // That the zone isn't signed is what was validated: else it would be SERVFAIL.
      Message unsigned = unbound.ask(inZone("www.sub"), Type.A);
      assertThat(unsigned.getRcode()).as(unsigned.toString()).isEqualTo(Rcode.NOERROR);
      assertThat(types(unsigned)).containsExactly(Type.A);
      assertThat(unsigned.getHeader().getFlag(Flags.AD)).isFalse();
    }
  }

  @Test
  void unboundValidatesTheAnswersOfEachClientsNetwork() throws Exception {
    try (Unbound unbound = unbound()) {
      Message inLondon = unbound.askFor("81.2.69.0", inZone("www"), Type.A);
      Message inTheUnitedStates = unbound.askFor("3.3.3.0", inZone("www"), Type.A);
      assertValidated(inLondon, "in London");
      assertValidated(inTheUnitedStates, "in the United States");
      assertThat(inLondon.toString()).contains("127.0.2.1").doesNotContain("127.0.1.1");
      assertThat(inTheUnitedStates.toString()).contains("127.0.1.1").doesNotContain("127.0.2.1");
      assertValidated(
          unbound.askFor("81.2.69.0", inZone("alias2"), Type.AAAA), "nothing, by an alias");
    }
  }

  /** Signatures have none themselves (RFC 4035 section 2.2): no validator vouches for them. */
  @Test
  void unboundTakesSignaturesThatAreAskedForWithoutVouchingForThem() throws Exception {
    try (Unbound unbound = unbound()) {
      for (String label : List.of("@", "www", "alias", "deep", "a.wild", "nothere")) {
        Message answer = unbound.ask(inZone(label), Type.RRSIG);
        assertThat(answer.getRcode()).as(answer.toString()).isEqualTo(Rcode.NOERROR);
        assertThat(types(answer)).contains(Type.RRSIG);
        assertThat(answer.getHeader().getFlag(Flags.AD)).isFalse();
      }
    }
  }

  private static void assertValidated(Message answer, String question) {
    String text = question + "\n" + answer;
    assertThat(answer.getRcode()).as(text).isEqualTo(Rcode.NOERROR);
    assertThat(answer.getHeader().getFlag(Flags.AD)).as(text).isTrue();
  }

  private static Set<Integer> types(Message answer) {
    return answer.getSection(Section.ANSWER).stream()
        .map(record -> record.getType())
        .filter(type -> answer.getQuestion().getType() == Type.RRSIG || type != Type.RRSIG)
        .collect(Collectors.toSet());
  }
}
