package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.dns.Programs;
import io.atoll.dns.TestServer;
import io.atoll.dns.routing.Tables;
import io.atoll.runtime.net.HostPort;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Queries over TLS, asked by the JDK's client. */
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private TlsConfig config;

  @BeforeEach
  void configure() {
    config =
        new TlsConfig(
            new HostPort(TestServer.HOST, 0),
            folder.resolve("certificate.pem"),
            folder.resolve("key.pem"));
  }

  /** Writes a certificate of that name and its key, and gives who trusts it. */
  private SSLContext certify(String name) throws Exception {
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
        config.certificate(), pem("CERTIFICATE", keys.getCertificate("it").getEncoded()));
    Files.writeString(config.key(), pem("PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded()));
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

  private static SSLSocket connect(TestServer server, SSLContext trusting) throws IOException {
    SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket(TestServer.HOST, server.tlsPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static Message ask(SSLSocket socket, String name, EDNSOption... options)
      throws IOException {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(options)), Section.ADDITIONAL);
    byte[] bytes = query.toWire();
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(bytes.length);
    out.write(bytes);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] reply = new byte[in.readUnsignedShort()];
    in.readFully(reply);
    return new Message(reply);
  }

  @Test
  void severalQueriesAreAnsweredOverOneEncryptedConnection() throws Exception {
    SSLContext trusting = certify("first");
    try (TestServer server =
            new TestServer(WireLimits.DEFAULT, new Certificate(config)).follow(Tables.allUp(1));
        SSLSocket socket = connect(server, trusting)) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(socket, "www.atoll.test.").getSection(Section.ANSWER)).hasSize(2);
        assertThat(ask(socket, "many.atoll.test.").getSection(Section.ANSWER)).hasSize(100);
      }
      assertThat(
              server
                  .meters()
                  .get("atoll_dns_queries_total")
                  .tag("transport", "tls")
                  .tag("rcode", "NOERROR")
                  .counter()
                  .count())
          .isEqualTo(6);
    }
  }

  @Test
  void repliesToThoseWhoPadAreOfLikeLengths() throws Exception {
    SSLContext trusting = certify("first");
    try (TestServer server =
            new TestServer(WireLimits.DEFAULT, new Certificate(config)).follow(Tables.allUp(1));
        SSLSocket socket = connect(server, trusting)) {
      EDNSOption padding = new GenericEDNSOption(Padding.CODE, new byte[8]);
      for (String name : List.of("www.atoll.test.", "nothere.atoll.test.", "many.atoll.test.")) {
        assertThat(ask(socket, name, padding).numBytes() % 468).as(name).isZero();
        assertThat(ask(socket, name).numBytes() % 468).as(name).isNotZero();
      }
    }
  }

  @Test
  void aCertificateThatIsReadAnewIsShownToNewConnections() throws Exception {
    SSLContext before = certify("first");
    Certificate certificate = new Certificate(config);
    try (TestServer server =
            new TestServer(WireLimits.DEFAULT, certificate).follow(Tables.allUp(1));
        SSLSocket open = connect(server, before)) {
      open.startHandshake();
      SSLContext after = certify("second");
      certificate.reload();
      try (SSLSocket renewed = connect(server, after);
          SSLSocket outdated = connect(server, before)) {
        assertThat(ask(renewed, "www.atoll.test.").getSection(Section.ANSWER)).hasSize(2);
        assertThatThrownBy(outdated::startHandshake).isInstanceOf(IOException.class);
      }
      assertThat(ask(open, "www.atoll.test.").getSection(Section.ANSWER)).hasSize(2);
      Files.writeString(config.certificate(), "nonsense");
      assertThatThrownBy(certificate::reload).hasMessageContaining("no certificate and its key");
      try (SSLSocket still = connect(server, after)) {
        assertThat(ask(still, "www.atoll.test.").getSection(Section.ANSWER)).hasSize(2);
      }
    }
  }
}
