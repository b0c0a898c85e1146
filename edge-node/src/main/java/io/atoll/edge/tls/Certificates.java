package io.atoll.edge.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this edge shows to clients that come over TLS, by the name that they ask for (RFC 6066
 * section 3). Safe for use by many threads.
 */
public final class Certificates {
  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  /**
   * As the files were.
   *
   * @param byName exact names, and those of wildcards as {@code .example.org}
   * @param first for clients that name none of these
   */
  private record Shown(
      List<String> texts, Map<String, SslContext> byName, SslContext first, List<SslContext> all) {}

  private final List<TlsConfig.Files> files;
  private final Duration handshakeMax;
  private final Counter good;
  private final Counter bad;
  private final Counter reloaded;
  private final Counter refused;
  private volatile Shown shown;
  private @Nullable Shown retired;

  /**
   * @throws IllegalArgumentException if a file can't be used
   */
  public Certificates(TlsConfig config, MeterRegistry meters) {
    files = config.certificates();
    handshakeMax = config.handshakeMax();
    good = meters.counter("atoll_edge_tls_handshakes", "outcome", "good");
    bad = meters.counter("atoll_edge_tls_handshakes", "outcome", "bad");
    reloaded = meters.counter("atoll_edge_tls_reloads", "outcome", "used");
    refused = meters.counter("atoll_edge_tls_reloads", "outcome", "refused");
    shown = make(texts());
  }

  /**
   * Reads the files anew if they have changed; blocks. What can't be used is logged, and the
   * certificates before it are shown further.
   */
  public synchronized void reload() {
    List<String> texts;
    Shown before = shown;
    try {
      texts = texts();
      if (texts.equals(before.texts)) {
        return;
      }
      shown = make(texts);
    } catch (IllegalArgumentException e) {
      refused.increment();
      log.atError().setCause(e).log("certificates have changed and can't be used");
      return;
    }
    // Connections just being accepted may still take from the last ones, but not from those before.
    Shown old = retired;
    if (old != null) {
      old.all.forEach(ReferenceCountUtil::release);
    }
    retired = before;
    reloaded.increment();
    log.atInfo().log("certificates read anew");
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (TlsConfig.Files each : files) {
      texts.add(read(each.chain()));
      texts.add(read(each.key()));
    }
    return texts;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s can't be read: %s".formatted(file, e), e);
    }
  }

  private Shown make(List<String> texts) {
    Map<String, SslContext> byName = new HashMap<>();
    List<SslContext> all = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Certified certified = Certified.parse(files.get(i), texts.get(2 * i), texts.get(2 * i + 1));
      all.add(certified.context());
      certified.names().forEach(name -> byName.putIfAbsent(name, certified.context()));
    }
    return new Shown(List.copyOf(texts), Map.copyOf(byName), all.getFirst(), List.copyOf(all));
  }

  private SslContext of(@Nullable String name) {
    Shown now = shown;
    if (name == null) {
      return now.first;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    SslContext exact = now.byName.get(lower);
    int dot = lower.indexOf('.');
    SslContext wildcard = exact != null || dot < 0 ? null : now.byName.get(lower.substring(dot));
    return exact != null ? exact : wildcard != null ? wildcard : now.first;
  }

  /** What encrypts one connection, from its first byte on. */
  public ChannelHandler handler() {
    return new Handler();
  }

  private final class Handler extends SniHandler {
    private Handler() {
      super(Certificates.this::of, handshakeMax.toMillis());
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
      SslHandler handler = super.newSslHandler(context, allocator);
      var _ =
          handler
              .handshakeFuture()
              .addListener(done -> (done.isSuccess() ? good : bad).increment());
      return handler;
    }
  }
}
