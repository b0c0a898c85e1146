package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class ChaosTest {
  private static Reply ask(Chaos chaos, String name, int type) {
    return chaos.reply(
        new Query(new Header(0, 0), Name.fromConstantString(name), type, DClass.CH, null));
  }

  @Test
  void nothingIsToldThatTheOperatorDoesNotSay() {
    Chaos silent = new Chaos(Optional.empty(), Optional.empty());
    for (String name : new String[] {"version.bind.", "version.server.", "id.server.", "a.b."}) {
      assertThat(ask(silent, name, Type.TXT).rcode()).as(name).isEqualTo(Rcode.REFUSED);
    }
  }

  @Test
  void versionAndIdentityAreToldByEitherName() {
    Chaos chaos = new Chaos(Optional.of("4.2"), Optional.of("eu-west/dns"));
    for (String name : new String[] {"version.bind.", "Version.Server."}) {
      assertThat(ask(chaos, name, Type.TXT).answer().getFirst().rdataToString())
          .isEqualTo("\"4.2\"");
    }
    for (String name : new String[] {"id.server.", "hostname.bind."}) {
      assertThat(ask(chaos, name, Type.TXT).answer().getFirst().rdataToString())
          .isEqualTo("\"eu-west/dns\"");
    }
    assertThat(ask(chaos, "version.bind.", Type.A).rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(ask(chaos, "authors.bind.", Type.TXT).rcode()).isEqualTo(Rcode.REFUSED);
  }
}
