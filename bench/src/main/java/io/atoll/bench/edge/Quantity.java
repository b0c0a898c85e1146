package io.atoll.bench.edge;

import java.io.IOException;
import java.time.Duration;

/** What is measured of each contestant that has it. */
enum Quantity {
  SMALL_HITS("hits of 1 KB, 1/s", "%.0f", true),
  LARGE_HITS("hits of 32 KB, 1/s", "%.0f", true),
  LATENCY("p99 of 1 KB at the pace, ms", "%.2f", false),
  HTTP2_HITS("hits of 1 KB, cleartext HTTP/2, 1/s", "%.0f", true),
  TLS_HITS("hits of 1 KB, TLS, 1/s", "%.0f", true),
  LARGE_TLS_HITS("hits of 32 KB, TLS, 1/s", "%.0f", true),
  DATA_HITS("hits of 1 KB, data API, 1/s", "%.0f", true),
  STORED_CPU("CPU per miss that is stored, us", "%.1f", false),
  PASSED_CPU("CPU per answer passed through, us", "%.1f", false);

  /** Of the data API. */
  static final String VALUE = "/v1/kv/profiles/bench";

  private static final int SMALL = 1 << 10;
  private static final int LARGE = 32 << 10;

  final String text;
  final String format;
  private final boolean moreIsBetter;

  Quantity(String text, String format, boolean moreIsBetter) {
    this.text = text;
    this.format = format;
    this.moreIsBetter = moreIsBetter;
  }

  /** Whether the origin is asked. */
  boolean isOfMisses() {
    return this == STORED_CPU || this == PASSED_CPU;
  }

  boolean isOf(Contestant contestant) {
    if (isOfMisses()) {
      return true;
    }
    return !contestant.isForMissesOnly()
        && switch (this) {
          case HTTP2_HITS -> contestant.speaksHttp2();
          case TLS_HITS, LARGE_TLS_HITS -> contestant.speaksTls();
          case DATA_HITS -> contestant instanceof Contestant.Atoll;
          default -> true;
        };
  }

  /** How much better one value is than another: above 1 if it is. */
  double gain(double value, double other) {
    return moreIsBetter ? value / other : other / value;
  }

  double measure(Server server, Load load, int seconds) throws IOException, InterruptedException {
    return switch (this) {
      case SMALL_HITS -> load.throughput(server.url(SMALL), seconds);
      case LARGE_HITS -> load.throughput(server.url(LARGE), seconds);
      case LATENCY -> load.p99Millis(server.ports().http(), SMALL, seconds);
      case HTTP2_HITS -> load.http2Throughput(server.ports().http2(), SMALL, seconds);
      case TLS_HITS -> load.throughput(server.tlsUrl(SMALL), seconds);
      case LARGE_TLS_HITS -> load.throughput(server.tlsUrl(LARGE), seconds);
      case DATA_HITS -> load.dataThroughput(server.url(VALUE), seconds);
      case STORED_CPU -> {
        Duration before = server.cpu();
        long count = load.fresh(server.url(Origin.STORED + SMALL), seconds).count();
        yield micros(server.cpu().minus(before)) / count;
      }
      case PASSED_CPU -> {
        Duration before = server.cpu();
        long count = load.same(server.url(Origin.PASSED + SMALL), seconds).count();
        yield micros(server.cpu().minus(before)) / count;
      }
    };
  }

  private static double micros(Duration duration) {
    return duration.toNanos() / 1e3;
  }
}
