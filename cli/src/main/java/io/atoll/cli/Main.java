package io.atoll.cli;

import io.atoll.cli.data.ConflictsCommand;
import io.atoll.cli.data.ExportCommand;
import io.atoll.cli.data.ImportCommand;
import io.atoll.cli.drill.DrillCommand;
import io.atoll.cli.operator.DnsCommand;
import io.atoll.cli.operator.NamespaceCommand;
import io.atoll.cli.operator.NodeCommand;
import io.atoll.cli.operator.PurgeCommand;
import io.atoll.cli.operator.RegionCommand;
import io.atoll.cli.operator.ReplicationCommand;
import io.atoll.cli.operator.StatusCommand;
import io.atoll.cli.operator.WanCommand;
import io.atoll.cli.platform.DownCommand;
import io.atoll.cli.platform.UpCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code atoll} command: its subcommands, its exit codes, and how its failures are told. */
@Command(
    name = "atoll",
    description = "Runs and operates an Atoll platform.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:tried, and failed (a drill: its verdict)",
      "2:wrong command line or file; nothing was done",
      "3:no platform, or the part that was needed, could be reached",
      "4:the platform refused: token or safety rule",
      "5:a drill is invalid: some check had nothing to look at",
      "69:no JDK 25 was found to run on",
      "130:interrupted; what was begun is undone"
    })
public final class Main implements Runnable {
  /** Every command, in the order in which help lists them. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("up", UpCommand.class);
    COMMANDS.put("down", DownCommand.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("region", RegionCommand.class);
    COMMANDS.put("node", NodeCommand.class);
    COMMANDS.put("namespace", NamespaceCommand.class);
    COMMANDS.put("replication", ReplicationCommand.class);
    COMMANDS.put("conflicts", ConflictsCommand.class);
    COMMANDS.put("export", ExportCommand.class);
    COMMANDS.put("import", ImportCommand.class);
    COMMANDS.put("purge", PurgeCommand.class);
    COMMANDS.put("wan", WanCommand.class);
    COMMANDS.put("dns", DnsCommand.class);
    COMMANDS.put("drill", DrillCommand.class);
  }

  /** Set by picocli. */
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /** The whole command, ready to {@code execute}. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /**
   * As much of the command as these arguments need. Picocli reads every annotation of every command
   * it is given, which is most of the time that a short command takes.
   */
  static CommandLine commandLine(String[] args) {
    Class<?> only = args.length == 0 ? null : COMMANDS.get(args[0]);
    return only == null ? commandLine() : commandLine(Map.of(args[0], only));
  }

  private static CommandLine commandLine(Map<String, Class<?>> commands) {
    CommandLine commandLine = new CommandLine(new Main());
    commands.forEach(commandLine::addSubcommand);
    return commandLine
        .setExecutionExceptionHandler(failures())
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** {@code atoll} alone: what there is, and exit code 2. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  private static IExecutionExceptionHandler failures() {
    return (exception, commandLine, parsed) -> {
      if (exception instanceof Failure failure) {
        commandLine.getErr().println("atoll: " + failure.getMessage());
        return failure.exitCode();
      }
      if (exception instanceof InterruptedException) {
        return ExitCode.INTERRUPTED;
      }
      commandLine.getErr().println("atoll: this is a bug, please report it:");
      exception.printStackTrace(commandLine.getErr());
      return ExitCode.FAILED;
    };
  }
}
