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

  @Test
  void everyEdgeKnowsTheEdgesOfAllOtherRegions(@TempDir Path root) {
    Topology topology = Topology.of(AddressPlan.USUAL, REGIONS);
    JvmCommand jvm = new JvmCommand(root, root, root);
    List<NodeSpec> edges =
        new Blueprint(topology, WanProfile.NONE, new DataLayout(root), jvm)
            .nodes().stream().filter(node -> node.role() == Role.EDGE).toList();

    assertThat(edges).hasSize(REGIONS * Topology.EDGES_PER_REGION);
    for (NodeSpec edge : edges) {
      EdgeConfig config = Config.load(edge.dir().resolve("config.yaml"), EdgeConfig::read);
      assertThat(config.peers())
          .extracting(Peer::region)
          .containsExactlyInAnyOrderElementsOf(others(topology, config.process().region()));
      assertThat(config.peers())
          .allSatisfy(peer -> assertThat(peer.edges()).hasSize(Topology.EDGES_PER_REGION));
    }
  }

  private static List<RegionId> others(Topology topology, RegionId region) {
    return topology.regions().stream()
        .map(PlatformRegion::id)
        .filter(id -> !id.equals(region))
        .toList();
  }
}
