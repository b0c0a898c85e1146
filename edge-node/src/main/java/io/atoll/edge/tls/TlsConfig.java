package io.atoll.edge.tls;

import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How clients are served over TLS 1.2 and 1.3.
 *
 * @param listen where, beside the address of cleartext
 * @param certificates at least one; the first is for clients that name nothing else that is there
 * @param handshakeMax from accepting a connection to its first byte that is encrypted
 */
public record TlsConfig(HostPort listen, List<Files> certificates, Duration handshakeMax) {
  private static final Duration HANDSHAKE_DEFAULT = Duration.ofSeconds(10);

  /**
   * What a certificate is made of.
   *
   * @param chain of certificates, the server's own first, in PEM
   * @param key its private key in PKCS 8, in PEM
   */
  public record Files(Path chain, Path key) {
    private static Files read(ConfigNode node) {
      return new Files(node.path("chain"), node.path("key"));
    }
  }

  public TlsConfig {
    certificates = List.copyOf(certificates);
  }

  /** Reads {@code tls:}. */
  public static TlsConfig read(ConfigNode node) {
    List<Files> certificates = node.list("certificates", Files::read);
    if (certificates.isEmpty()) {
      node.problem("certificates", "there are none; TLS needs at least one {chain, key}");
    }
    return new TlsConfig(
        node.hostPort("listen"),
        certificates,
        node.duration(
            "handshake-max", HANDSHAKE_DEFAULT, Duration.ofMillis(100), Duration.ofMinutes(1)));
  }
}
