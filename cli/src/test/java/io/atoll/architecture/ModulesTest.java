package io.atoll.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrows between modules point one way; the poms say so too, but a pom is changed quickly. */
class ModulesTest {
  /** What each module may use besides itself; {@code cli} starts everything and may use all. */
  private static final Map<String, Set<String>> USES =
      Map.of(
          "core", Set.of(),
          "runtime", Set.of("core"),
          "parts", Set.of("core", "runtime"),
          "replication", Set.of("core", "runtime"),
          "edge", Set.of("core", "runtime", "replication"),
          "dns", Set.of("core", "runtime"),
          "controller", Set.of("core", "runtime"),
          "chaos", Set.of("core", "runtime"));

  static Stream<String> modules() {
    return USES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyThoseBelowIt(String module) {
    List<String> others =
        Stream.concat(USES.keySet().stream(), Stream.of("cli", "testkit"))
            .filter(other -> !other.equals(module))
            .filter(other -> !USES.getOrDefault(module, Set.of()).contains(other))
            .map(other -> "io.atoll." + other + "..")
            .sorted()
            .toList();

    noClasses()
        .that()
        .resideInAPackage("io.atoll." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others.toArray(String[]::new))
        .because(
            "arrows point core <- runtime <- {replication, dns, controller}, replication <- edge,"
                + " all <- cli, and chaos sees only core and runtime; move what is shared down to a"
                + " module both use, or go by the public HTTP interface")
        // A module that has no class yet breaks no rule.
        .allowEmptyShould(true)
        .check(Project.CLASSES);
  }
}
