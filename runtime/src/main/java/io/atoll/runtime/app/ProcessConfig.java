package io.atoll.runtime.app;

import io.atoll.core.region.RegionId;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What every process's config has.
 *
 * @param node its name within the region, such as {@code edge-1}
 * @param admin where its {@link io.atoll.runtime.admin.AdminEndpoint} listens
 * @param stateDir where it keeps what it must remember
 * @param tokenFile see {@link io.atoll.runtime.access.Access#load}; without one there is no
 *     operator, and nobody from other machines
 */
public record ProcessConfig(
    RegionId region, String node, HostPort admin, Path stateDir, Optional<Path> tokenFile) {
  /** Reads {@code region, node, admin, state-dir, token-file}. */
  public static ProcessConfig read(ConfigNode node) {
    return new ProcessConfig(
        node.parse("region", RegionId::of),
        node.requiredString("node"),
        node.hostPort("admin"),
        node.path("state-dir"),
        node.optionalPath("token-file"));
  }

  /** {@code <region>/<node>}. */
  public String nodeId() {
    return region + "/" + node;
  }
}
