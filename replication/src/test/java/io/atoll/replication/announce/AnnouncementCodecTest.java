package io.atoll.replication.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.announce.Visible.Verdict;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.log.UnreadableException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnnouncementCodecTest {
  private static final List<Drop> DROPS =
      List.of(
          new Drop(0, "5f", 1, List.of(new Key("profiles", "ada"), new Key("profiles", "ä/ö"))),
          new Drop(15, "5f", Long.MAX_VALUE, List.of()));

  private static final IncarnationId LOG = new IncarnationId(RegionId.of("us-east"), "life");

  private static final List<Visible> NEWS =
      List.of(
          new Visible(
              3,
              "5f",
              LOG,
              Watermark.ZERO.advance(LOG, 42),
              Long.MAX_VALUE,
              Stream.of(Outcome.values())
                  .map(outcome ->
                      new Verdict(outcome.name().length(), outcome, new HybridTimestamp(1L << 62)))
                  .toList()));

  @Test
  void whatIsAnnouncedComesAsItWas() {
    assertThat(AnnouncementCodec.drops(AnnouncementCodec.drops(DROPS))).isEqualTo(DROPS);
    assertThat(AnnouncementCodec.news(AnnouncementCodec.news(NEWS))).isEqualTo(NEWS);
  }

  @Test
  void whatIsCutOrOfAnotherVersionIsRefused() {
    byte[] drops = AnnouncementCodec.drops(DROPS);
    byte[] news = AnnouncementCodec.news(NEWS);
    for (int length = 0; length < drops.length; length++) {
      byte[] cut = Arrays.copyOf(drops, length);
      assertThatThrownBy(() -> AnnouncementCodec.drops(cut))
          .isInstanceOf(UnreadableException.class);
    }
    byte[] longer = Arrays.copyOf(news, news.length + 1);
    assertThatThrownBy(() -> AnnouncementCodec.news(longer))
        .isInstanceOf(UnreadableException.class);
    news[0]++;
    assertThatThrownBy(() -> AnnouncementCodec.news(news)).hasMessageContaining("version");
  }
}
