package io.atoll.cli.data;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The namespace that an export or import is of, and the edge that is called for it. */
final class MovedNamespace {
  @Mixin private Edge edge = new Edge();

  /** Set by picocli. */
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  /** Set by picocli. */
  @Parameters(paramLabel = "NAMESPACE", description = "of which all entries are moved")
  @SuppressWarnings("NullAway.Init")
  private String name;

  String name() {
    return name;
  }

  DataApi api() {
    return edge.api();
  }

  /** Says what was done, beside the data that may stand in standard output. */
  void say(String what) {
    command.commandLine().getErr().println(what);
  }
}
