package io.atoll.dns.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.dns.guard.RateLimit.Verdict;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NETWORK = 0xc6336400_00000000L;

  private final RateLimit limit = new RateLimit(100);
  private long now = 5 * SECOND;

  private Map<Verdict, Integer> ask(int times, long address, int kind) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int i = 0; i < times; i++) {
      verdicts.merge(limit.judge(now, true, address, kind), 1, Integer::sum);
    }
    return verdicts;
  }

  @Test
  void aNetworkIsSentSoManyOfOneKindAndThenEveryOtherOneTruncated() {
    assertThat(ask(300, NETWORK, 1))
        .containsOnly(
            Map.entry(Verdict.SEND, 100),
            Map.entry(Verdict.TRUNCATE, 100),
            Map.entry(Verdict.DROP, 100));
  }

  @Test
  void allAddressesOfANetworkShareOneAccountAndOthersHaveTheirOwn() {
    ask(100, NETWORK, 1);
    assertThat(ask(1, NETWORK + (77L << 32), 1)).doesNotContainKey(Verdict.SEND);
    assertThat(ask(1, NETWORK + (1L << 40), 1)).containsKey(Verdict.SEND);
    assertThat(ask(1, NETWORK, 2)).as("another kind").containsKey(Verdict.SEND);
  }

  @Test
  void whatWasNotUsedComesBackUpToASecondsWorth() {
    ask(100, NETWORK, 1);
    now += SECOND / 10;
    assertThat(ask(50, NETWORK, 1).get(Verdict.SEND)).isEqualTo(10);
    now += 60 * SECOND;
    assertThat(ask(500, NETWORK, 1).get(Verdict.SEND)).isEqualTo(100);
  }

  @Test
  void withoutALimitEverythingIsSent() {
    RateLimit none = new RateLimit(0);
    for (int i = 0; i < 1000; i++) {
      assertThat(none.judge(now, true, NETWORK, 1)).isEqualTo(Verdict.SEND);
    }
  }
}
