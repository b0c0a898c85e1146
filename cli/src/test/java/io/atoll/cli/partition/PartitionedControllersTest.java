package io.atoll.cli.partition;

import static io.atoll.cli.partition.Sites.Site.AP_NORTHEAST;
import static io.atoll.cli.partition.Sites.Site.EU_WEST;
import static io.atoll.cli.partition.Sites.Site.US_EAST;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.partition.Sites.Site;
import io.atoll.core.routing.RegionState;
import io.atoll.testkit.network.Link.Cut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However controllers and name servers are parted from one another, no name server ever answers
 * that there is nobody, and when all is healed, all of them say the same.
 */
class PartitionedControllersTest {
  /** Far beyond what it takes, on a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<Site> ALL = List.of(Site.values());

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Cut.class,
      names = {"RESET", "STALL"})
  void noPartitionHasANameServerAnswerNobody(Cut how) throws Exception {
    try (Sites sites = new Sites(folder)) {
      sites.startNameServers();
      assertThat(Watch.given(sites, EU_WEST, Watch.NAMES.getFirst(), EU_WEST))
          .as("nobody is what it looks like that must not be seen from here on")
          .isEmpty();
      sites.startControllers();
      awaitAgreement(sites, everybodyAtHome());

      try (Watch watch = new Watch(sites)) {
        aMinorityControllerIsCutOff(sites, watch, how);
        everyControllerIsAlone(sites, watch, how);
        noControllerCanBeReached(sites, watch, how);
        aNameServerReachesTheMinorityOnly(sites, watch, how);
      }
    }
  }

  private static void aMinorityControllerIsCutOff(Sites sites, Watch watch, Cut how)
      throws Exception {
    sites.cutControllers(AP_NORTHEAST, US_EAST, how);
    sites.cutControllers(AP_NORTHEAST, EU_WEST, how);
    await(
        "the majority leaves out the region that it can't see, and nobody else does",
        () ->
            !given(sites, US_EAST).containsValue(AP_NORTHEAST)
                && !given(sites, EU_WEST).containsValue(AP_NORTHEAST));
    await("the majority drains another", () -> operate(sites, US_EAST, "drain", EU_WEST) == 200);
    await(
        "what is left has all users of those who know",
        () ->
            given(sites, US_EAST).equals(everybodyAt(US_EAST))
                && given(sites, EU_WEST).equals(everybodyAt(US_EAST)));
    watch.goesOn();
    assertThat(given(sites, AP_NORTHEAST))
        .as("by who can't hear of the drain")
        .containsValue(AP_NORTHEAST);

    sites.heal();
    Map<Site, Site> drained = everybodyAtHome();
    drained.put(EU_WEST, US_EAST);
    awaitAgreement(sites, drained);
    await("it is restored", () -> operate(sites, AP_NORTHEAST, "restore", EU_WEST) == 200);
    awaitAgreement(sites, everybodyAtHome());
    watch.goesOn();
  }

  private static void everyControllerIsAlone(Sites sites, Watch watch, Cut how) {
    sites.cutControllers(US_EAST, EU_WEST, how);
    sites.cutControllers(US_EAST, AP_NORTHEAST, how);
    sites.cutControllers(EU_WEST, AP_NORTHEAST, how);
    for (Site controller : ALL) {
      // Changes nothing, should it be agreed on after all.
      await(
          "no majority hears " + controller,
          () -> operate(sites, controller, "restore", EU_WEST) == 503);
    }
    watch.goesOn();

    sites.heal();
    awaitAgreement(sites, everybodyAtHome());
    watch.goesOn();
  }

  private static void noControllerCanBeReached(Sites sites, Watch watch, Cut how) {
    Map<Site, Double> failed = polls(sites, "failed");
    for (Site nameServer : ALL) {
      for (Site controller : ALL) {
        sites.cutNameServer(nameServer, controller, how);
      }
    }
    await(
        "each name server has asked every controller in vain",
        () ->
            polls(sites, "failed").entrySet().stream()
                .allMatch(
                    now -> now.getValue() >= failed.getOrDefault(now.getKey(), 0.0) + ALL.size()));
    await("a region is drained", () -> operate(sites, US_EAST, "drain", EU_WEST) == 200);
    watch.goesOn();
    assertThat(given(sites, EU_WEST)).as("by who can't hear of the drain").containsValue(EU_WEST);

    sites.heal();
    Map<Site, Site> drained = everybodyAtHome();
    drained.put(EU_WEST, US_EAST);
    awaitAgreement(sites, drained);
    await("it is restored", () -> operate(sites, US_EAST, "restore", EU_WEST) == 200);
    awaitAgreement(sites, everybodyAtHome());
    watch.goesOn();
  }

  private static void aNameServerReachesTheMinorityOnly(Sites sites, Watch watch, Cut how) {
    double failed = polls(sites, "failed").getOrDefault(US_EAST, 0.0);
    sites.cutControllers(AP_NORTHEAST, US_EAST, how);
    sites.cutControllers(AP_NORTHEAST, EU_WEST, how);
    sites.cutNameServer(US_EAST, US_EAST, how);
    sites.cutNameServer(US_EAST, EU_WEST, how);
    await(
        "it finds out that it can't reach the others",
        () -> polls(sites, "failed").getOrDefault(US_EAST, 0.0) >= failed + 2);
    double answered = answered(sites);
    await("it is answered by the minority", () -> answered(sites) > answered);
    await(
        "others hear from the majority that it can't see the minority's region",
        () -> given(sites, EU_WEST).equals(withoutTokyo(given(sites, EU_WEST))));
    watch.goesOn();

    sites.heal();
    awaitAgreement(sites, everybodyAtHome());
    watch.goesOn();
  }

  private static Map<Site, Site> withoutTokyo(Map<Site, Site> given) {
    Map<Site, Site> without = new TreeMap<>(given);
    without.values().removeIf(region -> region == AP_NORTHEAST);
    return without;
  }

  private static double answered(Sites sites) {
    return polls(sites, "newer").getOrDefault(US_EAST, 0.0)
        + polls(sites, "same").getOrDefault(US_EAST, 0.0);
  }

  private static Map<Site, Site> everybodyAtHome() {
    Map<Site, Site> home = new TreeMap<>();
    ALL.forEach(site -> home.put(site, site));
    return home;
  }

  private static Map<Site, Site> everybodyAt(Site region) {
    Map<Site, Site> there = new TreeMap<>();
    ALL.forEach(site -> there.put(site, region));
    return there;
  }

  /** Which region a name server gives the users of each. */
  private static Map<Site, Site> given(Sites sites, Site nameServer) {
    Map<Site, Site> given = new TreeMap<>();
    for (Site users : ALL) {
      for (String address : Watch.given(sites, nameServer, Watch.NAMES.getFirst(), users)) {
        ALL.stream()
            .filter(site -> site.edge().equals(address))
            .forEach(site -> given.put(users, site));
      }
    }
    return given;
  }

  /** Until name servers say so, and controllers have come to rest. */
  private static void awaitAgreement(Sites sites, Map<Site, Site> expected) {
    await(
        "all name servers say " + expected,
        () ->
            ALL.stream()
                .allMatch(site ->
                    given(sites, site).equals(expected)
                        && sites
                            .states(site)
                            .allMatch(
                                state -> state == RegionState.UP || state == RegionState.DRAINED)));
  }

  private static int operate(Sites sites, Site at, String what, Site region) {
    try {
      return sites.operate(at, what, region);
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static Map<Site, Double> polls(Sites sites, String outcome) {
    Map<Site, Double> polls = new TreeMap<>();
    for (Site site : ALL) {
      try {
        polls.put(site, sites.polls(site).getOrDefault(outcome, 0.0));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return polls;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not in time: %s", what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
