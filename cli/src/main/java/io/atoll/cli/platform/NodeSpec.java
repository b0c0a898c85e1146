package io.atoll.cli.platform;

import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to keep running.
 *
 * @param dir its directory: config, state and log
 * @param ready how to tell that it does its work
 * @param after addresses it needs: it is started once they accept connections, or after a bounded
 *     wait, because it must also come up where one of them is down
 */
record NodeSpec(
    NodeId id,
    Role role,
    List<String> command,
    Map<String, String> environment,
    Path dir,
    Probe ready,
    List<HostPort> after) {
  NodeSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    after = List.copyOf(after);
  }

  Path log() {
    return dir.resolve("log").resolve(id.node() + ".log");
  }
}
