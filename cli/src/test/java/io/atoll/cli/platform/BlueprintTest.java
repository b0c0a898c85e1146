package io.atoll.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.region.RegionId;
import io.atoll.edge.EdgeConfig;
import io.atoll.edge.peer.Peer;
import io.atoll.runtime.config.Config;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlueprintTest {
  private static final int REGIONS = 3;

  @TempDir private Path root;

  private List<EdgeConfig> edges(Topology topology) {
    JvmCommand jvm = new JvmCommand(root, root, root);
    return new Blueprint(topology, WanProfile.NONE, new DataLayout(root), jvm)
        .nodes().stream()
            .filter(node -> node.role() == Role.EDGE)
            .map(edge -> Config.load(edge.dir().resolve("config.yaml"), EdgeConfig::read))
            .toList();
  }

  @Test
  void everyEdgeKnowsTheEdgesOfAllOtherRegions() {
    Topology topology = Topology.of(AddressPlan.USUAL, REGIONS);
    List<EdgeConfig> edges = edges(topology);

    assertThat(edges).hasSize(REGIONS * Topology.EDGES_PER_REGION);
    for (EdgeConfig config : edges) {
      assertThat(config.peers())
          .extracting(Peer::region)
          .containsExactlyInAnyOrderElementsOf(others(topology, config.process().region()));
      assertThat(config.peers())
          .allSatisfy(peer -> assertThat(peer.edges()).hasSize(Topology.EDGES_PER_REGION));
    }
  }

  /** All edges are told at once, and nobody is to be sent elsewhere. */
  @Test
  void noEdgeKeepsAStopOfThePlatformWaiting() {
    assertThat(edges(Topology.of(AddressPlan.USUAL, REGIONS)))
        .isNotEmpty()
        .allSatisfy(config -> assertThat(config.limits().grace()).isZero());
  }

  private static List<RegionId> others(Topology topology, RegionId region) {
    return topology.regions().stream()
        .map(PlatformRegion::id)
        .filter(id -> !id.equals(region))
        .toList();
  }
}
