package io.atoll.bench.parsers;

import io.atoll.edge.http.ByteRanges;
import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.Heuristics;
import io.atoll.edge.http.HttpTime;
import io.atoll.edge.http.RequestDirectives;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.ResponsePolicy;
import io.atoll.edge.http.Reuse;
import io.atoll.edge.http.Vary;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Each is a field or a decision as real answers have it. {@code dateByJavaTime} is what the JDK
 * takes for what {@code date} does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParsersBench {
  private static final long NOW = 1_790_000_000_000L;

  private final List<String> cacheControl =
      List.of("public, max-age=3600, stale-while-revalidate=60, stale-if-error=86400");
  private final String date = "Sun, 06 Nov 1994 08:49:37 GMT";
  private final FieldList targeted =
      FieldList.of("cdn-cache-control", "max-age=600, stale-while-revalidate=30");
  private final FieldList request =
      FieldList.of("accept-encoding", "gzip, deflate, br, zstd", "accept-language", "en-GB, en");
  private final ResponseHead response =
      new ResponseHead(
          200,
          FieldList.of(
              "date", HttpTime.format(NOW / 1000),
              "content-type", "text/html; charset=utf-8",
              "cache-control", "public, max-age=3600",
              "vary", "Accept-Encoding, Accept-Language",
              "etag", "\"5f3c\""));
  private final ResponsePolicy policy = ResponsePolicy.of(response.fields());
  private final Freshness fresh = Freshness.of(response, policy, NOW - 5, NOW, Heuristics.USUAL);

  @Benchmark
  public long date() {
    return HttpTime.parse(date, NOW);
  }

  @Benchmark
  public long dateByJavaTime() {
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
  }

  @Benchmark
  public CacheControl cacheControl() {
    return CacheControl.parse(cacheControl);
  }

  /** A structured field (RFC 9651). */
  @Benchmark
  public ResponsePolicy targeted() {
    return ResponsePolicy.of(targeted);
  }

  @Benchmark
  public Vary.Variant variant() {
    return Vary.of(response.fields()).variant(request);
  }

  @Benchmark
  public ByteRanges ranges() {
    return ByteRanges.parse("bytes=0-499, 1000-1499, -500", 10_000);
  }

  @Benchmark
  public Freshness freshness() {
    return Freshness.of(response, policy, NOW - 5, NOW, Heuristics.USUAL);
  }

  @Benchmark
  public Reuse reuse() {
    return Reuse.decide(fresh, policy.control(), RequestDirectives.NONE, false, NOW + 60_000);
  }
}
