package io.atoll.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** A package opens with a few lines that say what its nouns mean, and never takes null silently. */
class PackagesTest {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([a-z.]+);");

  @Test
  void everySourceIsSeenByTheRules() {
    TreeSet<String> unseen = new TreeSet<>();
    for (Path source : Project.sources()) {
      Matcher matcher = PACKAGE.matcher(Project.text(source));
      if (matcher.find() && !Project.CLASSES.containPackage(matcher.group(1))) {
        unseen.add(matcher.group(1));
      }
    }
    // No part of the product: for the tests of other modules, and for measuring it from outside.
    unseen.removeIf(name -> name.matches("io\\.atoll\\.(testkit|bench)\\b.*"));

    assertThat(unseen)
        .withFailMessage(() ->
            "packages that the architecture rules can't see; have module cli depend on their"
                + " module:\n  "
                + String.join("\n  ", unseen))
        .isEmpty();
  }

  @Test
  void everyPackageHasAGlossaryAndIsNullMarked() {
    TreeSet<String> bare =
        Project.CLASSES.stream()
            .map(JavaClass::getPackage)
            .filter(unit -> !isNullMarked(unit))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(bare)
        .withFailMessage(() ->
            "packages without a package-info.java marked @NullMarked; add one that says what the"
                + " package's nouns mean and where to start reading:\n  "
                + String.join("\n  ", bare))
        .isEmpty();
  }

  private static boolean isNullMarked(JavaPackage unit) {
    return unit.tryGetPackageInfo().isPresent() && unit.isAnnotatedWith(NullMarked.class);
  }
}
