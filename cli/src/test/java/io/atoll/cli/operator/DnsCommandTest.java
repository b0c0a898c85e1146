package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.Main;
import io.atoll.cli.operator.FakePlatform.Run;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DnsCommandTest extends OnFakePlatform {
  private static final String EXPLAINED =
      """
      {"name": "www.atoll.test.", "kind": "routed", "routed": true, "from": "81.2.69.0/24",
       "place": {"name": "GB", "source": "database", "network": "81.2.64.0/18"},
       "policy": "mine", "prefers": "the least round trip", "pin": "AS64496 to eu-west",
       "scope": 14, "ttl": 2, "basis": "health", "addresses": ["127.0.2.1", "127.0.2.2"],
       "regions": [
         {"id": "eu-west", "given": true, "kilometres": 463, "weight": 100, "full-beyond-percent": 40, "edges": 2,
          "healthy-edges": 2, "kept-for-seconds": 2, "round-trip-ms": 11.5, "why": "serves users", "reason": "healthy"},
         {"id": "us-east", "given": false, "kilometres": 5900, "weight": 100, "edges": 3,
          "healthy-edges": 1, "kept-for-seconds": 0, "why": "drained by an operator", "reason": "new kernel"}]}
      """;
  private static final String DIFF =
      """
      {"ipv4": {"moved": 0.25, "moves": [{"from": "eu-west", "to": "us-east", "share": 0.25}]},
       "ipv6": {"moved": 0.0, "moves": []}}
      """;

  @Test
  void explainSaysWhereAClientIsSentAndWhy() {
    FakePlatform.Server server =
        platform
            .supervisor()
            .on("GET /v1/dns/explain?name=www.atoll.test&from=81.2.69.0%2F24", 200, EXPLAINED);

    Run run =
        platform.atoll(
            "dns",
            "explain",
            "www.atoll.test",
            "--from",
            "81.2.69.0/24",
            "--server",
            server.base());

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .isEqualTo(
            """
            www.atoll.test. is routed, by policy mine: the least round trip.
            Clients there are pinned: AS64496 to eu-west.
            81.2.69.0/24 is in GB (database), as all of 81.2.64.0/18.
            The answer, 127.0.2.1 127.0.2.2, holds for /14 and 2 s; it rests on health.

            REGION   GIVEN    KM    MS               WEIGHT  EDGES  KEPT  WHY                     REASON
            eu-west  yes     463  11.5  100 %, full at 40 %    2/2   2 s  serves users            healthy
            us-east  no     5900     -                100 %    1/3   0 s  drained by an operator  new kernel
            """);
  }

  @Test
  void explainSaysByWhoseAnswersARegionIsFull() {
    String load = "\"capacity-per-second\": 2000, \"answers-per-second\": 1999.6, ";
    String peers =
        "\"peers\": [{\"peer\": \"http://10.0.1.53:9090\", \"heard-seconds-ago\": 3, \"counts\": true},"
            + " {\"peer\": \"http://10.0.3.53:9090\", \"heard-seconds-ago\": null, \"counts\": false}], ";
    FakePlatform.Server server =
        platform
            .supervisor()
            .on(
                "GET /v1/dns/explain?name=www.atoll.test&from=81.2.69.0%2F24",
                200,
                EXPLAINED
                    .replaceFirst("\\{", "{" + peers)
                    .replace("{\"id\": \"eu-west\"", "{" + load + "\"id\": \"eu-west\""));

    Run run =
        platform.atoll(
            "dns",
            "explain",
            "www.atoll.test",
            "--from",
            "81.2.69.0/24",
            "--server",
            server.base());

    assertThat(run.out())
        .contains("eu-west is named by 2000 answers a second and can bear 2000.\n")
        .contains("Those are of 2 of 3 name servers; not heard of late: http://10.0.3.53:9090.\n");
  }

  @Test
  void explainSaysOfANameThatIsNotRoutedWhatItWouldBe() {
    String path = "GET /v1/dns/explain?name=mail.atoll.test&from=81.2.69.0%2F24";
    String kind = "\"kind\": \"static\", \"routed\": false";
    FakePlatform.Server server =
        platform
            .supervisor()
            .on(path, 200, EXPLAINED.replace("\"kind\": \"routed\", \"routed\": true", kind));

    Run run =
        platform.atoll(
            "dns",
            "explain",
            "mail.atoll.test",
            "--from",
            "81.2.69.0/24",
            "--server",
            server.base());

    assertThat(run.out())
        .contains("is static; were it routed, by policy mine")
        .contains("The answer would be, 127.0.2.1");
  }

  @Test
  void whatCanNotBeReadIsNamedAndNothingIsDone() throws IOException {
    String base = platform.supervisor().base();
    String gone = dataDir.resolve("gone").toString();
    String text = Files.writeString(dataDir.resolve("text"), "no JSON").toString();
    refused(gone, "dns", "diff", "--table", gone, "--server", base);
    refused(gone, "dns", "diff", "--config", gone, "--server", base);
    refused(text + " is not JSON", "dns", "diff", "--table", text, "--server", base);
    refused("'nonsense' is not an http", "dns", "diff", "--without", "x", "--server", "nonsense");
  }

  @Test
  void keygenTakesADomainNameAndNeverOverwritesAKey() {
    String file = dataDir.resolve("key").toString();
    refused("'a..b' is not a domain name", keygen("a..b", file));
    assertThat(keygen("example.org", file).out()).startsWith("example.org.").contains("DS");
    refused("never overwritten", keygen("example.org", file));
  }

  /** Needs no platform, and takes none. */
  private static Run keygen(String zone, String file) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("dns", "keygen", zone, "--to", file);
    return new Run(exitCode, out.toString(), err.toString());
  }

  private void refused(String why, String... command) {
    refused(why, platform.atoll(command));
  }

  private static void refused(String why, Run run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(why).doesNotContain("bug");
  }

  @Test
  void diffSaysWhichShareWouldMove() {
    FakePlatform.Server server =
        platform.supervisor().on("GET /v1/dns/diff?policy=nearest&without=eu-west", 200, DIFF);

    Run run = platform.atoll("dns", "diff", "--without", "eu-west", "--server", server.base());

    assertThat(run.out())
        .isEqualTo(
            """
            FAMILY  FROM     TO           SHARE
            ipv4    eu-west  us-east    25.00 %
            ipv4    all      elsewhere  25.00 %
            ipv6    all      elsewhere   0.00 %
            """);
  }

  @Test
  void diffSaysWhatRegionsBearAndWhetherThatWasCounted() {
    String capacity =
        """
        {"ipv4": {"moved": 0.0, "moves": []}, "ipv6": {"moved": 0.0, "moves": []}, "measured": %s,
         "capacity": [{"region": "eu-west", "answers-per-second": 20, "expected": 80, "takes-percent": 25}]}
        """;
    String path = "GET /v1/dns/diff?policy=nearest&without=us-east";
    FakePlatform.Server server = platform.supervisor().on(path, 200, capacity.formatted("true"));
    String[] command = {"dns", "diff", "--without", "us-east", "--server", server.base()};

    assertThat(platform.atoll(command).out())
        .endsWith(
            """
            ipv6    all   elsewhere  0.00 %
            eu-west bears 20 answers a second, and 80 would come: it takes 25 % of them, the others go on.
            """);

    server.on(path, 200, capacity.formatted("false"));
    assertThat(platform.atoll(command).out())
        .endsWith(
            "eu-west bears 20 answers a second; that is not counted, since this name server has"
                + " measured nothing yet.\n");
  }

  @Test
  void diffSendsAProposedConfigurationAsItIsInTheFile() throws IOException {
    FakePlatform.Server server = platform.supervisor();
    Path config = Files.writeString(dataDir.resolve("p.yaml"), "policies: [{name: mine}]");

    Run run =
        platform.atoll(
            "dns",
            "diff",
            "--config",
            config.toString(),
            "--policy",
            "mine",
            "--server",
            server.base());

    assertThat(server.requests())
        .as(run.err())
        .containsExactly(
            "POST /v1/dns/diff/config?policy=mine {\"file\":\"%s\",\"configuration\":\"policies: [{name: mine}]\"}"
                .formatted(config.toAbsolutePath()));
  }

  @Test
  void diffTakesOneProposalNotNoneOrTwo() throws IOException {
    Path table = Files.writeString(dataDir.resolve("table.json"), "{}");
    assertThat(platform.atoll("dns", "diff").exitCode()).isEqualTo(ExitCode.USAGE);
    Run both = platform.atoll("dns", "diff", "--without", "eu-west", "--table", table.toString());
    assertThat(both.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aServerThatDoesNotAnswerIsNamed() {
    Run run =
        platform.atoll(
            "dns",
            "explain",
            "www.atoll.test",
            "--from",
            "10.0.0.1",
            "--server",
            "http://127.0.0.1:1");
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run.err()).contains("http://127.0.0.1:1");
  }
}
