package io.atoll.chaos.check;

import static io.atoll.chaos.check.HandMade.EU;
import static io.atoll.chaos.check.HandMade.US;
import static io.atoll.chaos.check.HandMade.lossOfEurope;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.chaos.fault.Fault;
import io.atoll.chaos.fault.FaultSpan;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FaultsTookEffectTest {
  @Test
  void faultThatWasSeenPasses() {
    HandMade history =
        new HandMade().served(1, EU, EU, 9_000, 9_010).served(1, EU, US, 12_000, 12_010);
    assertThat(FaultsTookEffect.check(history.history(), List.of(lossOfEurope())).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void faultThatWasNeverSeenMakesTheDrillInvalid() {
    FaultSpan unseen =
        new FaultSpan(new Fault.KillRegion(EU), 10_000_000, OptionalLong.empty(), 30_000_000);
    assertThat(FaultsTookEffect.check(new HandMade().history(), List.of(unseen)).verdict())
        .isEqualTo(Verdict.INVALID);
  }

  @Test
  void lostRegionThatGoesOnAnsweringMakesTheDrillInvalid() {
    HandMade history = new HandMade().served(1, EU, EU, 20_000, 20_010);
    Finding finding = FaultsTookEffect.check(history.history(), List.of(lossOfEurope()));
    assertThat(finding.verdict()).isEqualTo(Verdict.INVALID);
    assertThat(finding.violations()).singleElement().asString().contains("eu-west answered");
  }

  @Test
  void drillWithoutFaultsIsInvalid() {
    assertThat(FaultsTookEffect.check(new HandMade().history(), List.of()).verdict())
        .isEqualTo(Verdict.INVALID);
  }
}
