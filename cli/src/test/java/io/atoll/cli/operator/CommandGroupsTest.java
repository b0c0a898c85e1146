package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.cli.ExitCode;
import io.atoll.cli.operator.FakePlatform.Run;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandGroupsTest extends OnFakePlatform {
  @ParameterizedTest
  @ValueSource(strings = {"region", "node", "namespace", "replication", "wan"})
  void aGroupAloneIsAUsageErrorThatShowsItsCommands(String group) {
    Run run = platform.atoll(group);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("Usage: atoll " + group).contains("Commands:");
  }
}
