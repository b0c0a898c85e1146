package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames that cost a server more than their sender. Rapid resets, pings: {@link Http2Test}. */
class Http2FloodsTest {
  private static final int WINDOW_UPDATE = 8;
  private static final int PRIORITY = 2;
  private static final int ENHANCE_YOUR_CALM = 11;

  private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private TestGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway();
    Awaitility.await().until(() -> gateway.get("/hit").cacheStatus().contains("hit"));
  }

  @AfterEach
  void stop() throws Exception {
    assertThat(gateway.get("/hit").body()).isEqualTo("hello");
    try (RawHttp2 another = new RawHttp2(gateway.edges.port())) {
      another.get(1, "/hit");
      assertThat(another.frame(RawHttp2.HEADERS).is200()).isTrue();
    }
    gateway.close();
  }

  /** What a client whose stream is in a certain state must not do; the server resets it. */
  enum Provocation {
    /** An increment of 0 (RFC 9113 section 6.9). */
    EMPTY_WINDOW_UPDATE {
      @Override
      void send(RawHttp2 raw, int stream) throws IOException {
        raw.send(WINDOW_UPDATE, 0, stream, 0, 0, 0, 0);
      }
    },
    /** Beyond 2^31-1 (section 6.9.1). */
    WINDOW_OVERFLOW {
      @Override
      void send(RawHttp2 raw, int stream) throws IOException {
        raw.send(WINDOW_UPDATE, 0, stream, 0x7f, 0xff, 0xff, 0xff);
      }
    },
    /** Behind the end of a request (section 5.1). */
    DATA_AFTER_END {
      @Override
      void send(RawHttp2 raw, int stream) throws IOException {
        raw.send(RawHttp2.DATA, 0, stream, 1);
      }
    },
    /** Of a wrong length (section 6.3). */
    SHORT_PRIORITY {
      @Override
      void send(RawHttp2 raw, int stream) throws IOException {
        raw.send(PRIORITY, 0, stream, 1);
      }
    };

    abstract void send(RawHttp2 raw, int stream) throws IOException;
  }

  /** CVE-2025-8671: the resets are the server's, so that nobody counts those of the client. */
  @ParameterizedTest
  @EnumSource(Provocation.class)
  void resetsThatTheServerIsMadeToSendEndTheConnection(Provocation provocation) throws Exception {
    gateway.upstream.answer = held::add;
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      Thread attack =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 3_000; i++) {
                    raw.get(2 * i + 1, "/held-" + i, "cache-control", "no-store");
                    provocation.send(raw, 2 * i + 1);
                  }
                } catch (IOException ended) {
                  // sooner than the last of them
                }
              });
      List<RawHttp2.Frame> rest = raw.rest();
      attack.join();

      assertThat(rest).anyMatch(frame -> frame.type() == RawHttp2.GOAWAY && frame.error() != 0);
      assertThat(rest.stream().filter(frame -> frame.type() == RawHttp2.RST_STREAM).count())
          .isLessThanOrEqualTo(1_000);
    }
    assertThat(gateway.upstream.asked).hasSizeLessThan(1_000);
  }

  /** Each is to be confirmed, and the confirmations wait while their asker does not read. */
  @Test
  void settingsWhoseConfirmationsNobodyReadsEndTheConnection() throws Exception {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(many);
    for (int i = 0; i < 10_000; i++) {
      out.write(new byte[] {0, 0, 6, RawHttp2.SETTINGS, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100});
    }
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      for (int i = 0; i < 200; i++) {
        raw.sendRaw(many.toByteArray());
      }
      raw.rest();
    } catch (IOException ended) {
      // sooner than the last of them
    }
  }

  @Test
  void emptyPiecesOfABodyEndTheConnection() throws Exception {
    gateway.upstream.answer = held::add;
    try (RawHttp2 raw = new RawHttp2(gateway.edges.port())) {
      raw.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head("POST", "/orders"));
      try {
        for (int i = 0; i < 1_000; i++) {
          raw.send(RawHttp2.DATA, 0, 1);
        }
      } catch (IOException ended) {
        // sooner than the last of them
      }
      assertThat(raw.rest())
          .anyMatch(frame -> frame.type() == RawHttp2.GOAWAY && frame.error() == ENHANCE_YOUR_CALM);
    }
  }
}
