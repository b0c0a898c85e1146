package io.atoll.cli.operator;

import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll region}: which regions there are, and taking them out and back in. */
@Command(
    name = "region",
    description = "Lists regions, drains and restores them, expels and readmits them.")
public final class RegionCommand {
  private static final String REGION = "its name, as 'atoll region list' shows it";

  @Command(description = "Lists the regions with their states.")
  int list(@Mixin DataDir data, @Mixin Output output) {
    JsonObject status = PlatformClient.of(data).readController("/v1/status");
    List<RegionView> regions = RegionView.objects(status, "regions").map(RegionView::read).toList();
    output.print(
        new JsonObject().put("regions", status.getJsonArray("regions")),
        new Tables(Style.detect()).regions(regions));
    return ExitCode.OK;
  }

  @Command(
      description =
          "Takes a region out: DNS stops naming it, while it goes on running and replicating.")
  int drain(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = REGION) String region,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              description = "why, for those who look later")
          @Nullable String reason,
      @Option(
              names = "--force",
              description = "drain it even if no region is left to serve users; needs --reason")
          boolean force) {
    if (force && (reason == null || reason.isBlank())) {
      throw Failure.usage("--force needs a reason: add --reason TEXT");
    }
    JsonObject answer = move(data, region, "drain", body(reason).put("force", force));
    output.print(
        answer,
        List.of(
            "%s is %s (intent version %s). Users move as their DNS answers expire; bring it back: atoll region restore %s"
                .formatted(region, state(answer), version(answer), region)));
    return ExitCode.OK;
  }

  @Command(description = "Brings a drained region back; it serves as soon as it is healthy.")
  int restore(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = REGION) String region,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              description = "why, for those who look later")
          @Nullable String reason) {
    JsonObject answer = move(data, region, "restore", body(reason));
    output.print(
        answer,
        List.of("%s is %s (intent version %s).".formatted(region, state(answer), version(answer))));
    return ExitCode.OK;
  }

  @Command(
      description = {
        "Expels a region that was away too long: the others wait for it no more, and close their mirrors of it.",
        "What it wrote and none of them has does not count any more. When it returns it forgets everything, keeps",
        "such writes in its conflict ledger, and is filled by the others. There is no way back but that."
      })
  int expel(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = REGION) String region,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "TEXT",
              description = "why, for those who look later")
          String reason,
      @Option(
              names = "--force",
              description =
                  "expel it even if it serves users, no other does, or another region does not answer")
          boolean force) {
    if (reason.isBlank()) {
      throw Failure.usage("--reason is blank: say why");
    }
    JsonObject answer = move(data, region, "expel", body(reason).put("force", force));
    output.print(
        answer,
        List.of(
            "%s is %s (intent version %s). The others wait for it no more. Once it is back and 'atoll replication status' shows it ready again: atoll region readmit %s"
                .formatted(region, state(answer), version(answer), region)));
    return ExitCode.OK;
  }

  @Command(
      description =
          "Makes an expelled region a member again, once it has begun anew and caught up.")
  int readmit(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "REGION", description = REGION) String region,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              description = "why, for those who look later")
          @Nullable String reason,
      @Option(
              names = "--force",
              description = "readmit it now, to serve when it has caught up; needs --reason")
          boolean force) {
    if (force && (reason == null || reason.isBlank())) {
      throw Failure.usage("--force needs a reason: add --reason TEXT");
    }
    JsonObject answer = move(data, region, "readmit", body(reason).put("force", force));
    output.print(
        answer,
        List.of("%s is %s (intent version %s).".formatted(region, state(answer), version(answer))));
    return ExitCode.OK;
  }

  private static JsonObject move(DataDir data, String region, String verb, JsonObject body) {
    PlatformClient client = PlatformClient.of(data);
    // Here already, with the names there are, instead of by a controller.
    String id = client.platform().region(region).id();
    return client.changeByController("/v1/regions/%s/%s".formatted(id, verb), body);
  }

  private static JsonObject body(@Nullable String reason) {
    String user = System.getProperty("user.name", "operator");
    return new JsonObject().put("reason", reason == null ? "asked for by " + user : reason);
  }

  private static String state(JsonObject answer) {
    return answer.getString("state", "changed");
  }

  private static Object version(JsonObject answer) {
    return answer.getValue("intentVersion", "unknown");
  }
}
