package io.atoll.chaos.check;

import static io.atoll.chaos.check.HandMade.AP;
import static io.atoll.chaos.check.HandMade.EU;
import static io.atoll.chaos.check.HandMade.US;
import static io.atoll.chaos.check.HandMade.everywhere;
import static io.atoll.chaos.check.HandMade.inTheEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegionsEqualTest {
  private static final List<RegionId> MEMBERS = List.of(US, EU, AP);

  private static RegionDigest digest(RegionId region, long upTo, long cells, String digest) {
    Watermark watermark = new Watermark(Map.of(IncarnationId.parse("us-east~life1"), upTo));
    return new RegionDigest(
        region, new TreeMap<>(Map.of(0, new RegionDigest.Partition(watermark, cells, digest))));
  }

  @Test
  void equalDigestsAtEqualWatermarksPass() {
    Finding finding =
        RegionsEqual.check(
            MEMBERS,
            List.of(digest(US, 9, 4, "aa"), digest(EU, 9, 4, "aa"), digest(AP, 9, 4, "aa")),
            everywhere("profiles/a", "v1", null));
    assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
    assertThat(finding.numbers()).containsEntry("cells", 12L);
  }

  @Test
  void differentDigestsAtEqualWatermarksFail() {
    Finding finding =
        RegionsEqual.check(
            MEMBERS,
            List.of(digest(US, 9, 4, "aa"), digest(EU, 9, 4, "aa"), digest(AP, 9, 4, "bb")),
            List.of());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("ap-northeast");
  }

  @Test
  void watermarksThatNeverBecameEqualFail() {
    Finding finding =
        RegionsEqual.check(
            MEMBERS,
            List.of(digest(US, 9, 4, "aa"), digest(EU, 8, 4, "aa"), digest(AP, 9, 4, "aa")),
            List.of());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("applied up to");
  }

  @Test
  void regionWithoutDigestFails() {
    Finding finding =
        RegionsEqual.check(
            MEMBERS, List.of(digest(US, 9, 4, "aa"), digest(EU, 9, 4, "aa")), List.of());
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.violations()).singleElement().asString().contains("ap-northeast gave no");
  }

  @Test
  void edgesThatAnswerDifferentlyFailThoughDigestsAreEqual() {
    Finding finding =
        RegionsEqual.check(
            List.of(US, EU),
            List.of(digest(US, 9, 4, "aa"), digest(EU, 9, 4, "aa")),
            List.of(
                inTheEnd(US, "profiles/a", "v1", null), inTheEnd(EU, "profiles/a", "v2", null)));
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.numbers()).containsEntry("keys-unequal", 1L);
  }

  @Test
  void emptyRegionsAreInvalid() {
    Finding finding =
        RegionsEqual.check(
            List.of(US, EU), List.of(digest(US, 0, 0, ""), digest(EU, 0, 0, "")), List.of());
    assertThat(finding.verdict()).isEqualTo(Verdict.INVALID);
  }
}
