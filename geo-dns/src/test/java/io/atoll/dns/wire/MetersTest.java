package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.TestServer;
import io.atoll.dns.geo.Network;
import io.atoll.dns.routing.Tables;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What is counted of queries, over UDP, where most go the quick way, and over TCP. */
class MetersTest {
  private final TestServer server = new TestServer(WireLimits.DEFAULT).follow(Tables.allUp(1));

  @AfterEach
  void stop() {
    server.close();
  }

  private Message ask(boolean tcp, Message query) throws IOException {
    SimpleResolver client = server.client();
    client.setTCP(tcp);
    return client.send(query);
  }

  private static Message query(String name, int type) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
  }

  private double count(String name, String... tags) {
    return server.meters().get(name).tags(tags).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  @ParameterizedTest(name = "over TCP: {0}")
  @ValueSource(booleans = {false, true})
  void eachQueryCountsOnceByItsRcode(boolean tcp) throws IOException {
    String transport = tcp ? "tcp" : "udp";
    List<String> names =
        List.of("www.atoll.test.", "six.atoll.test.", "nothere.atoll.test.", "example.org.");
    for (String name : names) {
      ask(tcp, query(name, Type.A));
    }
    Message future = query("www.atoll.test.", Type.A);
    future.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
    ask(tcp, future);
    String counter = "atoll_dns_queries_total";
    assertThat(count(counter, "transport", transport, "rcode", "NOERROR")).isEqualTo(2);
    assertThat(count(counter, "transport", transport, "rcode", "NXDOMAIN")).isEqualTo(1);
    assertThat(count(counter, "transport", transport, "rcode", "REFUSED")).isEqualTo(1);
    assertThat(count(counter, "transport", transport, "rcode", "BADVERS")).isEqualTo(1);
    assertThat(count(counter)).isEqualTo(5);
  }

  @ParameterizedTest(name = "over TCP: {0}")
  @ValueSource(booleans = {false, true})
  void eachRoutedAnswerCountsOnceByItsPolicyAndRegion(boolean tcp) throws IOException {
    Message subnet = query("www.atoll.test.", Type.A);
    subnet.addRecord(opt("81.2.69.0/24"), Section.ADDITIONAL);
    ask(tcp, subnet);
    // The resolver is in Tokyo, and so by the policy's pin.
    ask(tcp, query("www.atoll.test.", Type.A));
    ask(tcp, query("page.atoll.test.", Type.A));
    ask(tcp, query("six.atoll.test.", Type.AAAA));
    String counter = "atoll_dns_routed_answers_total";
    assertThat(count(counter, "policy", "nearest", "given", "eu-west")).isEqualTo(1);
    assertThat(count(counter, "policy", "nearest", "given", "ap-northeast")).isEqualTo(1);
    assertThat(count(counter, "policy", "page", "given", "ap-northeast")).isEqualTo(1);
    assertThat(count(counter)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "false, 81.2.69.0/24,   ipv4, 14",
    "true,  81.2.69.0/24,   ipv4, 14",
    "false, 81.0.0.0/8,     ipv4, 8",
    "false, 2001:240::/56,  ipv6, 22",
    "true,  2001:240::/56,  ipv6, 22"
  })
  void eachAnswerToASubnetCountsOnceByItsScope(
      boolean tcp, String subnet, String family, String scope) throws IOException {
    Message query = query("www.atoll.test.", Type.A);
    query.addRecord(opt(subnet), Section.ADDITIONAL);
    Message reply = ask(tcp, query);
    ClientSubnetOption told = (ClientSubnetOption) reply.getOPT().getOptions().getFirst();
    assertThat(told.getScopePrefixLength()).isEqualTo(Integer.parseInt(scope));
    String counter = "atoll_dns_subnet_answers_total";
    assertThat(count(counter, "family", family, "scope", scope)).isEqualTo(1);
    assertThat(count(counter)).isEqualTo(1);
  }

  @Test
  void answersThatAreTheSameForEverybodyHaveScopeZero() throws IOException {
    Message query = query("many.atoll.test.", Type.MX);
    query.addRecord(opt("81.2.69.0/24"), Section.ADDITIONAL);
    ask(/* tcp= */ false, query);
    assertThat(count("atoll_dns_subnet_answers_total", "family", "ipv4", "scope", "0"))
        .isEqualTo(1);
  }

  private static OPTRecord opt(String subnet) {
    Network network = Network.parse(subnet);
    return new OPTRecord(
        1232, 0, 0, 0, List.of(new ClientSubnetOption(network.length(), network.address())));
  }
}
