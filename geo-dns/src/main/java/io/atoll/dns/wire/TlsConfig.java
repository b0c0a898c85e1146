package io.atoll.dns.wire;

import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.nio.file.Path;
import java.util.List;

/**
 * How queries are answered over TLS (RFC 7858).
 *
 * @param listen where, beside the address of UDP and TCP
 * @param certificate a file with the chain of certificates, the server's own first, in PEM
 * @param key a file with its private key in PKCS 8, in PEM
 */
public record TlsConfig(HostPort listen, Path certificate, Path key) {
  /** Reads {@code tls:}. */
  public static TlsConfig read(ConfigNode node) {
    return new TlsConfig(node.hostPort("listen"), node.path("certificate"), node.path("key"));
  }

  /** The files that it is made of. */
  public List<Path> files() {
    return List.of(certificate, key);
  }
}
