package io.atoll.dns;

import io.atoll.dns.wire.TlsConfig;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates that are made for a test, in a folder. */
public record OwnCertificate(Path folder) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Where a server finds it. */
  public TlsConfig config() {
    return new TlsConfig(
        new HostPort(TestServer.HOST, 0),
        folder.resolve("certificate.pem"),
        folder.resolve("key.pem"));
  }

  /** Writes a certificate of that name and its key, and gives who trusts it. */
  public SSLContext certify(String name) throws Exception {
    Path store = folder.resolve(name);
    String said =
        Programs.run(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "it",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "2",
            "-dname",
            "CN=" + name,
            "-storepass",
            String.valueOf(PASSWORD),
            "-keystore",
            store.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    } catch (IOException e) {
      throw new IllegalStateException(said, e);
    }
    Files.writeString(
        config().certificate(), pem("CERTIFICATE", keys.getCertificate("it").getEncoded()));
    Files.writeString(config().key(), pem("PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded()));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    return client;
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, text);
  }
}
