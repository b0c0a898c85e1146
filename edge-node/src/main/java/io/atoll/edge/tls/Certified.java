package io.atoll.edge.tls;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLException;

/**
 * One certificate that can be shown.
 *
 * @param names that it is for, in lower case, wildcards as {@code .example.org}
 */
record Certified(Set<String> names, SslContext context) {
  /** {@code dNSName} (RFC 5280 section 4.2.1.6). */
  private static final int DNS_NAME = 2;

  /**
   * @throws IllegalArgumentException if they are no certificate and its key
   */
  static Certified parse(TlsConfig.Files files, String chain, String key) {
    try {
      return new Certified(names(own(chain)), context(chain, key));
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s and %s are no chain of certificates and its key in PEM: %s"
              .formatted(files.chain(), files.key(), e.getMessage()),
          e);
    }
  }

  private static X509Certificate own(String chain) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(stream(chain));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
    Set<String> names = new TreeSet<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> each : alternatives) {
        if (each.getFirst() instanceof Integer kind && kind == DNS_NAME) {
          String name = String.valueOf(each.get(1)).toLowerCase(Locale.ROOT);
          names.add(name.startsWith("*.") ? name.substring(1) : name);
        }
      }
    }
    return names;
  }

  /** The native library where there is one, which takes a fraction of the JDK's time. */
  private static SslContext context(String chain, String key) throws SSLException {
    return SslContextBuilder.forServer(stream(chain), stream(key))
        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        // What RFC 9113 section 9.2.2 allows.
        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }
}
