package io.atoll.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.SignedZones;
import io.atoll.dns.TestServer;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.sign.Denial;
import io.atoll.dns.wire.WireLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a signed zone answers, over sockets. */
class SignedAnswersTest {
  private static final int COMPACT_OK = 0x4000;
  private static final int PER_SECOND = 20;

  @TempDir private Path folder;
  private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new TestServer(
                WireLimits.DEFAULT, SignedZones.in(folder).zone(millis::get, PER_SECOND, meters))
            .follow(Tables.allUp(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoDoesNotAskForSignaturesGetsNone() throws IOException {
    Message answer = ask("www.atoll.test.", Type.A, 0);
    assertThat(types(answer, Section.ANSWER)).containsExactly(Type.A, Type.A);
    assertThat(ask("nothere.atoll.test.", Type.A, 0).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void aRoutedAnswerComesWithItsSignature() throws IOException {
    assertThat(types(ask("www.atoll.test.", Type.A, Flags.DO), Section.ANSWER))
        .containsExactly(Type.A, Type.A, Type.RRSIG);
  }

  @Test
  void aNameThatIsNotThereIsDeniedByOneRecordOfItsOwn() throws IOException {
    Message answer = ask("nothere.atoll.test.", Type.A, Flags.DO);
    assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(types(answer, Section.AUTHORITY))
        .containsExactly(Type.SOA, Type.RRSIG, Type.NSEC, Type.RRSIG);
    NSECRecord proof = (NSECRecord) answer.getSection(Section.AUTHORITY).get(2);
    assertThat(proof.getName()).hasToString("nothere.atoll.test.");
    assertThat(proof.getNext()).hasToString("\\000.nothere.atoll.test.");
    assertThat(proof.getTypes()).containsExactly(Type.RRSIG, Type.NSEC, Denial.NXNAME);
    // Its TTL is that of the negative answer (RFC 9077).
    assertThat(proof.getTTL()).isEqualTo(30);
  }

  @Test
  void whoKnowsCompactAnswersIsToldNxdomainToo() throws IOException {
    for (int i = 0; i < 2; i++) {
      Message answer = ask("nothere.atoll.test.", Type.A, Flags.DO | COMPACT_OK);
      assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
      assertThat(types(answer, Section.AUTHORITY)).contains(Type.NSEC);
      assertThat(answer.getOPT().getFlags() & COMPACT_OK).isEqualTo(COMPACT_OK);
      assertThat(ask("nothere.atoll.test.", Type.A, Flags.DO).getRcode()).isEqualTo(Rcode.NOERROR);
    }
  }

  @Test
  void aQuestionOfTheTypeThatMeansAbsenceIsMalformed() throws IOException {
    assertThat(ask("www.atoll.test.", Denial.NXNAME, Flags.DO).getRcode()).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void theProofOfAbsenceIsNotDeniedToThoseWhoAskForIt() throws IOException {
    List<String> names =
        List.of("www.atoll.test.", "deep.atoll.test.", "A.wild.atoll.test.", "Nothere.atoll.test.");
    for (String name : names) {
      // Twice, since what was asked for before is answered another way.
      for (int i = 0; i < 2; i++) {
        Message answer = ask(name, Type.NSEC, Flags.DO);
        assertThat(types(answer, Section.ANSWER)).containsExactly(Type.NSEC, Type.RRSIG);
        assertThat(answer.getSection(Section.AUTHORITY)).isEmpty();
        // RFC 4035 section 2.3: the name within the record is in lower case, the owner as asked.
        assertThat(answer.getSection(Section.ANSWER).getFirst().getName()).hasToString(name);
      }
      assertThat(types(ask(name, Type.MX, Flags.DO), Section.AUTHORITY)).contains(Type.NSEC);
    }
  }

  /** RFC 4035 section 3: to those who don't ask for signatures, it is a record like any other. */
  @Test
  void theProofOfAbsenceComesBareToThoseWhoDoNotAskForSignatures() throws IOException {
    for (String name : List.of("www.atoll.test.", "alias.atoll.test.", "a.wild.atoll.test.")) {
      Message answer = ask(name, Type.NSEC, 0);
      assertThat(types(answer, Section.ANSWER)).containsExactly(Type.NSEC);
      NSECRecord proof = (NSECRecord) answer.getSection(Section.ANSWER).getFirst();
      assertThat(proof.getNext()).hasToString("\\000." + name);
    }
    assertThat(ask("nothere.atoll.test.", Type.NSEC, 0).getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void anAliasHasAProofOfItsOwnThatIsNotLookedForWhereItLeads() throws IOException {
    for (String name : List.of("alias.atoll.test.", "outside.atoll.test.", "x.also.atoll.test.")) {
      Message answer = ask(name, Type.NSEC, Flags.DO);
      assertThat(types(answer, Section.ANSWER)).containsExactly(Type.NSEC, Type.RRSIG);
      NSECRecord proof = (NSECRecord) answer.getSection(Section.ANSWER).getFirst();
      assertThat(proof.getName()).hasToString(name);
      assertThat(proof.getTypes()).containsExactly(Type.CNAME, Type.RRSIG, Type.NSEC);
    }
  }

  @Test
  void whoAsksForSignaturesIsGivenThoseOfTheProof() throws IOException {
    List<String> names =
        List.of("www.atoll.test.", "alias.atoll.test.", "deep.atoll.test.", "x.also.atoll.test.");
    for (String name : names) {
      for (int flags : new int[] {0, Flags.DO}) {
        Message answer = ask(name, Type.RRSIG, flags);
        assertThat(types(answer, Section.ANSWER)).as(name).containsExactly(Type.RRSIG);
        RRSIGRecord signature = (RRSIGRecord) answer.getSection(Section.ANSWER).getFirst();
        assertThat(signature.getTypeCovered()).isEqualTo(Type.NSEC);
        assertThat(signature.getName()).hasToString(name);
        assertThat(answer.getSection(Section.AUTHORITY)).isEmpty();
      }
    }
  }

  @Test
  void theProofOfAnotherZonesNameIsItsOwnMatter() throws IOException {
    Message answer = ask("sub.atoll.test.", Type.NSEC, Flags.DO);
    assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(types(answer, Section.AUTHORITY)).contains(Type.NS);
  }

  @Test
  void aFloodOfNamesThatAreNotThereLeavesThoseThatAreAlone() throws IOException {
    int failed = 0;
    for (int i = 0; i < 40 * PER_SECOND && failed == 0; i++) {
      failed +=
          ask("n" + i + ".atoll.test.", Type.A, Flags.DO).getRcode() == Rcode.SERVFAIL ? 1 : 0;
    }
    assertThat(failed).isOne();
    assertThat(ask("n0.atoll.test.", Type.A, Flags.DO).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(types(ask("www.atoll.test.", Type.A, Flags.DO), Section.ANSWER))
        .contains(Type.RRSIG);
    assertThat(types(ask("api.atoll.test.", Type.MX, Flags.DO), Section.AUTHORITY))
        .contains(Type.NSEC);
  }

  @Test
  void aTableThatWasAnsweredByBeforeNeedsNoNewSignature() {
    double before = made();
    server.follow(Tables.allUp(2));
    server.follow(Tables.allUp(3));
    assertThat(made()).isEqualTo(before);
  }

  private double made() {
    return meters.get("atoll_dns_signatures_total").counter().count();
  }

  @Test
  void signaturesAreRenewedWhenHalfOfTheirTimeIsOver() throws IOException {
    RRSIGRecord first = signature();
    millis.addAndGet(SignedZones.VALIDITY.dividedBy(2).plus(Duration.ofHours(1)).toMillis());
    server.answerer().renew();
    assertThat(signature().getExpire()).isAfter(first.getExpire());
  }

  private RRSIGRecord signature() throws IOException {
    return (RRSIGRecord)
        ask("www.atoll.test.", Type.A, Flags.DO).getSection(Section.ANSWER).getLast();
  }

  private static List<Integer> types(Message message, int section) {
    return message.getSection(section).stream().map(Record::getType).toList();
  }

  private Message ask(String name, int type, int flags) throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0, flags), Section.ADDITIONAL);
    return server.client().send(query);
  }
}
