package io.atoll.cli.platform;

import io.atoll.cli.PlatformFile;
import java.nio.file.Path;

/** Where things are in a platform's data directory. */
record DataLayout(Path root) {
  Path tokenFile() {
    return root.resolve("operator.token");
  }

  /** The key that signs the platform's zone; its two files have endings of their own. */
  Path zoneKey() {
    return root.resolve("dns").resolve(DnsZone.APEX);
  }

  /** What a validator must be told to trust that key, as BIND's {@code delv} reads it. */
  Path zoneAnchor() {
    return root.resolve("dns").resolve("trust-anchors");
  }

  /** The key of all regions' session tokens. */
  Path sessionKeys() {
    return root.resolve("session.keys");
  }

  Path platformFile() {
    return root.resolve(PlatformFile.NAME);
  }

  /** The namespaces a platform starts with. */
  Path namespaces() {
    return root.resolve("namespaces.yaml");
  }

  Path supervisorConfig() {
    return root.resolve("supervisor.yaml");
  }

  Path supervisorLog() {
    return root.resolve("supervisor.log");
  }

  /** Held by an {@code up} or {@code down} under way. */
  Path lock() {
    return root.resolve("lock");
  }

  Path node(NodeId id) {
    return root.resolve(id.region().value()).resolve(id.node());
  }
}
