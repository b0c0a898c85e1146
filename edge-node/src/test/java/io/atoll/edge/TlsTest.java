package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.tls.TlsConfig;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ClientSSLOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge over TLS, asked by the JDK's client. */
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String HIT = "GET /hit HTTP/1.1\r\nhost: shop.test\r\n\r\n";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    certify("first", "dns:shop.test,dns:*.shop.test");
    certify("second", "dns:other.test");
    gateway =
        new TestGateway(
            new TlsConfig(
                new HostPort("127.0.0.1", 0),
                List.of(files("first"), files("second")),
                Duration.ofSeconds(1)));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private TlsConfig.Files files(String name) {
    return new TlsConfig.Files(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  /** Writes a certificate for those names, and its key. */
  private void certify(String name, String names) throws Exception {
    Path store = folder.resolve(name + System.nanoTime());
    Process keytool =
        new ProcessBuilder(
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
                "-ext",
                "san=" + names,
                "-storepass",
                String.valueOf(PASSWORD),
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Files.writeString(
        files(name).chain(), pem("CERTIFICATE", keys.getCertificate("it").getEncoded()));
    Files.writeString(
        files(name).key(), pem("PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded()));
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, text);
  }

  private SSLSocket connect(String name, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", gateway.tlsPort());
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String shownBy(SSLSocket socket) throws Exception {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    socket.close();
    return shown.getSubjectX500Principal().getName();
  }

  /** Trusts everybody: whom it is shown is what is tested. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void aClientIsShownTheCertificateOfTheNameItAsksFor() throws Exception {
    assertThat(shownBy(connect("shop.test"))).isEqualTo("CN=first");
    assertThat(shownBy(connect("WWW.shop.test"))).isEqualTo("CN=first");
    assertThat(shownBy(connect("other.test"))).isEqualTo("CN=second");
    assertThat(shownBy(connect("unknown.test"))).isEqualTo("CN=first");
  }

  @Test
  void aCertificateThatChangesIsShownToNewConnections() throws Exception {
    certify("second", "dns:third.test");

    gateway.edges.node(1).reloadCertificates();

    assertThat(shownBy(connect("third.test"))).isEqualTo("CN=second");
    assertThat(shownBy(connect("other.test"))).isEqualTo("CN=first");
    assertThat(counted("atoll_edge_tls_reloads", "used")).isEqualTo(1);
  }

  @Test
  void aCertificateThatCannotBeUsedLeavesTheOneBefore() throws Exception {
    Files.writeString(files("second").chain(), "no certificate");

    gateway.edges.node(1).reloadCertificates();

    assertThat(shownBy(connect("other.test"))).isEqualTo("CN=second");
    assertThat(counted("atoll_edge_tls_reloads", "refused")).isEqualTo(1);
  }

  private double counted(String name, String outcome) {
    return gateway.edges.meters.counter(name, "outcome", outcome).count();
  }

  private static String ask(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Test
  void bothVersionsOfHttpAreSpokenAsAgreed() throws Exception {
    try (SSLSocket http1 = connect("shop.test", "http/1.1");
        SSLSocket http2 = connect("shop.test", "h2", "http/1.1")) {
      assertThat(http1.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThat(ask(http1, HIT)).startsWith("HTTP/1.1 200 ");
      assertThat(http2.getApplicationProtocol()).isEqualTo("h2");
      RawHttp2 raw = new RawHttp2(http2);
      raw.get(1, "/hit");
      assertThat(raw.frame(RawHttp2.HEADERS).is200()).isTrue();
    }
    assertThat(counted("atoll_edge_tls_handshakes", "good")).isEqualTo(2);
  }

  @Test
  void whatIsStoredForOneSchemeIsNotGivenToTheOther() throws Exception {
    Awaitility.await().until(() -> gateway.get("/hit").cacheStatus().contains("hit"));
    try (SSLSocket socket = connect("shop.test")) {
      assertThat(ask(socket, HIT)).contains("fwd=uri-miss");
    }
    Awaitility.await()
        .until(() -> {
          try (SSLSocket socket = connect("shop.test")) {
            return ask(socket, HIT).contains("atoll; hit");
          }
        });
    assertThat(gateway.upstream.asked.getLast().getHeader("x-forwarded-proto")).isEqualTo("https");
  }

  @Test
  void whoNeverFinishesAHandshakeIsLetGo() throws Exception {
    RawClient silent = new RawClient(gateway.tlsPort());
    RawClient slow = new RawClient(gateway.tlsPort());
    slow.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0});

    assertThat(silent.endsByItself()).isTrue();
    assertThat(slow.endsByItself()).isTrue();
  }

  @Test
  void aWebSocketPassesThroughTls() throws Exception {
    gateway.upstream.answer = TestUpstream.echo();
    TestEdges patient =
        new TestEdges(
            TestEdges.patient(),
            TestGateway.config(gateway.upstream.port(), "60s", ""),
            Access.loopbackOnly(),
            Optional.of(
                new TlsConfig(
                    new HostPort("127.0.0.1", 0), List.of(files("first")), Duration.ofMinutes(1))),
            Optional.empty());

    String echoed =
        TestUpstream.talk(
            gateway.vertx,
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(patient.node(1).tlsAddress().orElseThrow().port())
                .putHeader("host", "shop.test")
                .setSsl(true)
                .setSslOptions(
                    new ClientSSLOptions().setTrustAll(true).setHostnameVerificationAlgorithm(""))
                .setURI("/chat"),
            20);

    assertThat(echoed).isEqualTo("20 messages of 200000 bytes");
    patient.close();
  }

  @Test
  void cleartextIsNotSpokenThere() throws Exception {
    RawClient client = new RawClient(gateway.tlsPort());
    client.send(HIT);

    assertThat(client.endsByItself()).isTrue();
  }
}
