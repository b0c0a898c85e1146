package io.atoll.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * Pure packages decide, and do nothing else: the same inputs give the same outputs, so a simulation
 * can own time, chance and the network.
 */
class PurityTest {
  /** Add a package here when it decides something that a simulation should be able to repeat. */
  private static final String[] PURE = {
    "io.atoll.core..",
    "io.atoll.replication.cell..",
    "io.atoll.replication.mirror",
    "io.atoll.edge.http..",
    "io.atoll.edge.session..",
    "io.atoll.dns.routing..",
    "io.atoll.controller.health..",
    "io.atoll.controller.failover..",
    "io.atoll.chaos.fault..",
    "io.atoll.chaos.check..",
  };

  @Test
  void purePackagesKnowNoEngine() {
    noEngines(PURE).check(Project.CLASSES);
  }

  @Test
  void purePackagesAskForNoTimeChanceOrThread() {
    noAmbientInputs(PURE).check(Project.CLASSES);
  }

  /** Everything that a pure class must not do. */
  static final class Impure {
    final JsonObject engine = new JsonObject();
    final LongSupplier time = System::nanoTime;
    final Random chance = new Random();
    final Thread thread = Thread.ofVirtual().unstarted(() -> {});
    final String id = UUID.randomUUID().toString();
    final Instant now = Instant.now();
  }

  @Test
  void theRulesFindWhatTheyAreFor() {
    JavaClasses impure = new ClassFileImporter().importClasses(Impure.class);
    String here = getClass().getPackageName();

    assertThat(noEngines(here).evaluate(impure).getFailureReport().toString())
        .contains("io.vertx.core.json.JsonObject");
    assertThat(noAmbientInputs(here).evaluate(impure).getFailureReport().toString())
        .contains(
            "System.nanoTime()",
            "java.util.Random.<init>()",
            "Thread.ofVirtual()",
            "UUID.randomUUID()",
            "Instant.now()");
  }

  private static ArchRule noEngines(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..",
            "io.netty..",
            "org.apache.kafka..",
            "redis..",
            "com.hazelcast..",
            "org.jgroups..")
        .because(
            "pure packages know no engine; put what talks to one into an adapter package beside"
                + " them, behind a small interface of their own");
  }

  private static ArchRule noAmbientInputs(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .accessTargetWhere(isAmbient())
        .because(
            "time, chance and threads come in by constructor (WallClock, MonotonicClock, a seeded"
                + " generator), or a simulation could not repeat what happened");
  }

  private static DescribedPredicate<JavaAccess<?>> isAmbient() {
    return describe(
        "it gives the time, chance or a thread",
        access ->
            is(access, System.class, "currentTimeMillis|nanoTime")
                || is(access, Instant.class, "now")
                || is(access, Clock.class, "system.*|tick.*")
                || is(access, Math.class, "random")
                || is(access, UUID.class, "randomUUID")
                || is(access, Random.class, "<init>")
                || is(access, SplittableRandom.class, "<init>")
                || is(access, ThreadLocalRandom.class, "current")
                || is(access, Thread.class, "<init>|start|startVirtualThread|of.*|sleep")
                || is(access, Executors.class, ".*"));
  }

  private static boolean is(JavaAccess<?> access, Class<?> owner, String members) {
    return access.getTargetOwner().isAssignableTo(owner) && access.getName().matches(members);
  }
}
