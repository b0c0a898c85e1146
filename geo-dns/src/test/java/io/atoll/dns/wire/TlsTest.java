package io.atoll.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.dns.OwnCertificate;
import io.atoll.dns.TestServer;
import io.atoll.dns.routing.Tables;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
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
  @TempDir private Path folder;

  private OwnCertificate own() {
    return new OwnCertificate(folder);
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
    SSLContext trusting = own().certify("first");
    try (TestServer server =
            new TestServer(WireLimits.DEFAULT, new Certificate(own().config()))
                .follow(Tables.allUp(1));
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
    SSLContext trusting = own().certify("first");
    try (TestServer server =
            new TestServer(WireLimits.DEFAULT, new Certificate(own().config()))
                .follow(Tables.allUp(1));
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
    SSLContext before = own().certify("first");
    Certificate certificate = new Certificate(own().config());
    try (TestServer server =
            new TestServer(WireLimits.DEFAULT, certificate).follow(Tables.allUp(1));
        SSLSocket open = connect(server, before)) {
      open.startHandshake();
      SSLContext after = own().certify("second");
      certificate.reload();
      try (SSLSocket renewed = connect(server, after);
          SSLSocket outdated = connect(server, before)) {
        assertThat(ask(renewed, "www.atoll.test.").getSection(Section.ANSWER)).hasSize(2);
        assertThatThrownBy(outdated::startHandshake).isInstanceOf(IOException.class);
      }
      assertThat(ask(open, "www.atoll.test.").getSection(Section.ANSWER)).hasSize(2);
      Files.writeString(own().config().certificate(), "nonsense");
      assertThatThrownBy(certificate::reload).hasMessageContaining("no certificate and its key");
      try (SSLSocket still = connect(server, after)) {
        assertThat(ask(still, "www.atoll.test.").getSection(Section.ANSWER)).hasSize(2);
      }
    }
  }
}
