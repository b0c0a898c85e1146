package io.atoll.dns.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atoll.dns.OwnHost;
import io.atoll.dns.Programs;
import io.atoll.dns.SignedZones;
import io.atoll.dns.TestServer;
import io.atoll.dns.routing.Tables;
import io.atoll.dns.wire.WireLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** BIND's and NLnet Labs' validators, asking a signed zone for something of everything. */
class ValidatorsTest {
  /** Name, type, and what a validator is to find: an answer, none of the type, or no such name. */
  private record Question(String label, int type, Kind kind) {
    Name name() {
      return Name.fromConstantString(label.equals("@") ? "atoll.test." : label + ".atoll.test.");
    }
  }

  private enum Kind {
    ANSWER,
    NO_DATA,
    NO_SUCH_NAME
  }

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("@", Type.SOA, Kind.ANSWER),
          new Question("@", Type.NS, Kind.ANSWER),
          new Question("@", Type.DNSKEY, Kind.ANSWER),
          new Question("@", Type.CDS, Kind.ANSWER),
          new Question("@", Type.A, Kind.NO_DATA),
          new Question("www", Type.A, Kind.ANSWER),
          new Question("www", Type.AAAA, Kind.NO_DATA),
          new Question("www", Type.MX, Kind.NO_DATA),
          new Question("www", Type.HTTPS, Kind.ANSWER),
          new Question("many", Type.A, Kind.ANSWER),
          new Question("deep", Type.A, Kind.NO_DATA),
          new Question("still", Type.AAAA, Kind.ANSWER),
          new Question("alias2", Type.A, Kind.ANSWER),
          new Question("a.wild", Type.TXT, Kind.ANSWER),
          new Question("a.b.Wild", Type.TXT, Kind.ANSWER),
          new Question("a.wild", Type.A, Kind.NO_DATA),
          new Question("x.also", Type.A, Kind.ANSWER),
          new Question("ada.customers", Type.A, Kind.ANSWER),
          new Question("safe", Type.DS, Kind.ANSWER),
          new Question("sub", Type.DS, Kind.NO_DATA),
          new Question("www", Type.NSEC, Kind.ANSWER),
          new Question("deep", Type.NSEC, Kind.ANSWER),
          new Question("a.wild", Type.NSEC, Kind.ANSWER),
          new Question("neither", Type.NSEC, Kind.ANSWER),
          new Question("nothere", Type.A, Kind.NO_SUCH_NAME),
          new Question("Far.Below.www", Type.TXT, Kind.NO_SUCH_NAME));

  @TempDir private static Path folder;
  private static TestServer server;
  private static SignedZones zones;

  @BeforeAll
  static void start() throws IOException {
    zones = SignedZones.in(folder);
    server =
        new TestServer(
                WireLimits.DEFAULT,
                zones.zone(System::currentTimeMillis, 500, new SimpleMeterRegistry()))
            .follow(Tables.allUp(1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void delvValidatesEveryKindOfAnswer() throws Exception {
    assumeTrue(
        Programs.isThere("delv"), "SKIPPED: no delv; Debian: apt-get install bind9-dnsutils");
    Path anchors = Files.writeString(folder.resolve("anchors"), zones.key().trustAnchor());
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
          .isEqualTo(question.kind() != Kind.ANSWER);
    }
  }

  @Test
  void unboundValidatesEveryKindOfAnswer() throws Exception {
    assumeTrue(Programs.isThere("unbound"), "SKIPPED: no unbound; Debian: apt-get install unbound");
    Path anchor =
        Files.writeString(
            folder.resolve("anchor"),
            "atoll.test. IN DNSKEY %s%n".formatted(zones.key().record().rdataToString()));
    int port = OwnHost.freePort();
    Path config = Files.writeString(folder.resolve("unbound.conf"), unbound(port, anchor));
    Process unbound =
        new ProcessBuilder("unbound", "-d", "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("unbound.log").toFile())
            .start();
    try {
      SimpleResolver resolver =
          new SimpleResolver(new InetSocketAddress(InetAddress.ofLiteral(OwnHost.ADDRESS), port));
      resolver.setEDNS(0, 1232, Flags.DO, List.of());
      await()
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            String log = Files.readString(folder.resolve("unbound.log"));
            assertThat(unbound.isAlive()).as(log).isTrue();
            assertThat(ask(resolver, QUESTIONS.getFirst()).getRcode())
                .as(log)
                .isEqualTo(Rcode.NOERROR);
          });
      for (Question question : QUESTIONS) {
        Message answer = ask(resolver, question);
        String text = question + "\n" + answer;
        assertThat(answer.getHeader().getFlag(Flags.AD)).as(text).isTrue();
        assertThat(answer.getSection(Section.ANSWER).isEmpty())
            .as(text)
            .isEqualTo(question.kind() != Kind.ANSWER);
      }
    } finally {
      unbound.destroy();
      assertThat(unbound.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Message ask(SimpleResolver resolver, Question question) throws IOException {
    return resolver.send(
        Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN)));
  }

  private static String unbound(int port, Path anchor) {
    return """
    server:
      directory: "%1$s"
      chroot: ""
      username: ""
      pidfile: ""
      use-syslog: no
      interface: %2$s@%3$d
      port: %3$d
      do-ip6: no
      do-not-query-localhost: no
      qname-minimisation: yes
      aggressive-nsec: yes
      local-zone: "test." nodefault
      trust-anchor-file: "%4$s"
    remote-control:
      control-enable: no
    stub-zone:
      name: "atoll.test."
      stub-addr: %6$s@%5$d
    """
        .formatted(
            folder, OwnHost.ADDRESS, port, anchor, server.address().getPort(), TestServer.HOST);
  }
}
