package io.atoll.edge.encode;

import io.atoll.edge.http.ContentCoding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What compressing is doing. */
public final class CompressionMetrics {
  private final AtomicInteger streams = new AtomicInteger();
  private final Map<ContentCoding, Counter> encoded = new EnumMap<>(ContentCoding.class);
  private final Counter refused;

  public CompressionMetrics(MeterRegistry meters) {
    for (ContentCoding coding : ContentCoding.values()) {
      encoded.put(coding, meters.counter("atoll_edge_encoded", "coding", coding.token()));
    }
    refused = meters.counter("atoll_edge_encoding_refused");
    Gauge.builder("atoll_edge_encoding_streams", streams, AtomicInteger::get)
        .strongReference(true)
        .register(meters);
  }

  AtomicInteger streams() {
    return streams;
  }

  void count(ContentCoding coding) {
    Counter counter = encoded.get(coding);
    if (counter != null) {
      counter.increment();
    }
  }

  void refused() {
    refused.increment();
  }
}
