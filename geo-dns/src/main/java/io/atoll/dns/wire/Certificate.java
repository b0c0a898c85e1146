package io.atoll.dns.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** What this server shows to clients that ask over TLS; new connections are shown the newest. */
public final class Certificate {
  private final TlsConfig config;
  private volatile SslContext context;

  /**
   * @throws IllegalArgumentException if the files can't be used
   */
  public Certificate(TlsConfig config) {
    this.config = config;
    this.context = read(config);
  }

  /**
   * Reads the files anew.
   *
   * @throws IllegalArgumentException if they can't be used; those before are shown further
   */
  public void reload() {
    context = read(config);
  }

  private static SslContext read(TlsConfig config) {
    try {
      return SslContextBuilder.forServer(config.certificate().toFile(), config.key().toFile())
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s and %s are no certificate and its key in PEM: %s"
              .formatted(config.certificate(), config.key(), e.getMessage()),
          e);
    }
  }

  /** What encrypts one connection. */
  SslHandler handler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }
}
