package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.runtime.net.HostPort;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressPlanTest {
  @Test
  void theUsualPlatformHasTheAddressesOfTheReadme() {
    AddressPlan plan = AddressPlan.USUAL;
    assertThat(plan.at(1, 1, AddressPlan.DATA_PORT)).hasToString("127.0.1.1:8080");
    assertThat(plan.at(2, AddressPlan.DNS, AddressPlan.DNS_PORT)).hasToString("127.0.2.53:5300");
    assertThat(plan.via(1, 2, AddressPlan.CONTROLLER, AddressPlan.CONTROLLER_PORT))
        .hasToString("127.11.2.30:7000");
    assertThat(plan.dnsRelay()).hasToString("127.0.0.1:5300");
    assertThat(plan.supervisor()).hasToString("127.0.0.1:7070");
  }

  @Test
  void aRegionReachesItselfWithoutTheWan() {
    assertThat(AddressPlan.USUAL.via(2, 2, 1, 8080)).hasToString("127.0.2.1:8080");
  }

  @Test
  void platformsSideBySideShareNoAddress() {
    List<HostPort> usual = listeners(0);
    List<HostPort> next = listeners(AddressPlan.STEP);
    assertThat(new HashSet<>(usual)).hasSameSizeAs(usual).doesNotContainAnyElementsOf(next);
  }

  private static List<HostPort> listeners(int net) {
    Topology topology = Topology.of(new AddressPlan(net), 3);
    DataLayout nowhere = new DataLayout(java.nio.file.Path.of("/nonexistent"));
    JvmCommand jvm = new JvmCommand(nowhere.root(), nowhere.root(), nowhere.root());
    return Listeners.of(topology, new Blueprint(topology, WanProfile.NONE, nowhere, jvm).routes())
        .tcp();
  }

  @Test
  void aNetThatWouldOverlapIsRefused() {
    assertThatThrownBy(() -> new AddressPlan(11)).hasMessageContaining("multiple of 20");
  }
}
