package io.atoll.dns.sign;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts signatures. */
public final class SigningMeters {
  private final Counter made;
  private final Counter refused;

  public SigningMeters(MeterRegistry registry) {
    made =
        Counter.builder("atoll_dns_signatures_total")
            .description("Signatures made, ahead or on demand")
            .register(registry);
    refused =
        Counter.builder("atoll_dns_signing_refused_total")
            .description("Queries answered SERVFAIL because too many signatures were asked for")
            .register(registry);
  }

  void made(int count) {
    made.increment(count);
  }

  void refused() {
    refused.increment();
  }
}
