package io.atoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpListsTheExitCodes() {
    assertThat(atoll("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Exit codes:", "130");
  }

  @Test
  void noCommandIsAUsageErrorThatShowsTheCommands() {
    assertThat(atoll()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Usage: atoll");
  }

  @Test
  void everyCommandHasHelpAndADescription() {
    assertHelpful(Main.commandLine());
  }

  @Test
  void aCommandIsTheSameWhetherTheOthersAreBuiltOrNot() {
    CommandLine whole = Main.commandLine();

    whole
        .getSubcommands()
        .forEach((name, command) -> {
          CommandLine alone = Main.commandLine(new String[] {name});
          assertThat(alone.getSubcommands()).containsOnlyKeys(name);
          assertThat(alone.getSubcommands().values())
              .singleElement()
              .satisfies(
                  one -> assertThat(one.getUsageMessage()).isEqualTo(command.getUsageMessage()));
        });
  }

  private static void assertHelpful(CommandLine command) {
    assertThat(command.getCommandSpec().usageMessage().description())
        .describedAs("description of '%s'", command.getCommandSpec().qualifiedName())
        .isNotEmpty();
    assertThat(command.getCommandSpec().findOption("--help"))
        .describedAs("--help of '%s'", command.getCommandSpec().qualifiedName())
        .isNotNull();
    command.getSubcommands().values().forEach(MainTest::assertHelpful);
  }

  private int atoll(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
