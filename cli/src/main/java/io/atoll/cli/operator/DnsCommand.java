package io.atoll.cli.operator;

import io.atoll.cli.Api;
import io.atoll.cli.DataDir;
import io.atoll.cli.ExitCode;
import io.atoll.cli.Failure;
import io.atoll.cli.Output;
import io.atoll.cli.PlatformFile;
import io.atoll.cli.TextTable;
import io.atoll.dns.sign.KeyFile;
import io.atoll.dns.sign.SigningKey;
import io.atoll.runtime.net.HostPort;
import io.atoll.runtime.net.HttpUris;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code atoll dns}: why a name server answers as it does, and what another table would change. */
@Command(name = "dns", description = "Explains where name servers send users.")
public final class DnsCommand {
  /** Where a platform's name servers have their admin endpoint, beside their own address. */
  private static final int ADMIN_PORT = 9090;

  private static final int ALL = 100;

  /** Comparing two tables over a city database takes a name server about a second. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Command(description = "Says what a client would be answered, and why.")
  int explain(
      @Mixin DataDir data,
      @Mixin Output output,
      @Parameters(paramLabel = "NAME", description = "such as www.atoll.test") String name,
      @Option(
              names = "--from",
              required = true,
              paramLabel = "NETWORK",
              description = "the client's address or subnet, such as 81.2.69.0/24")
          String from,
      @Option(
              names = "--server",
              paramLabel = "URL",
              description = "admin address of the name server to ask (default: the first region's)")
          @Nullable String server) {
    String path = "/v1/dns/explain?name=%s&from=%s".formatted(encoded(name), encoded(from));
    JsonObject explained = ask(api(data, server), api -> api.get(path));
    output.print(explained, explanation(explained, Style.detect()));
    return ExitCode.OK;
  }

  private static List<String> explanation(JsonObject explained, Style style) {
    JsonObject place = explained.getJsonObject("place", new JsonObject());
    List<String> lines = new ArrayList<>();
    boolean routed = explained.getBoolean("routed", false);
    lines.add(
        (routed ? "%s is %s, by policy %s: %s." : "%s is %s; were it routed, by policy %s: %s.")
            .formatted(
                explained.getString("name"),
                explained.getString("kind", "unknown"),
                explained.getString("policy", "nearest"),
                explained.getString("prefers", "the nearest region")));
    if (explained.getString("pin") != null) {
      lines.add("Clients there are pinned: %s.".formatted(explained.getString("pin")));
    }
    lines.add(
        "%s is in %s (%s), as all of %s."
            .formatted(
                explained.getString("from"),
                place.getString("name", "?"),
                place.getString("source", "?"),
                place.getString("network", "?")));
    lines.add(
        "The answer%s, %s, holds for /%d and %d s; it rests on %s."
            .formatted(
                routed ? "" : " would be",
                explained.getJsonArray("addresses").isEmpty()
                    ? "none"
                    : String.join(
                        " ",
                        explained.getJsonArray("addresses").stream().map(String::valueOf).toList()),
                explained.getInteger("scope", 0),
                explained.getLong("ttl", 0L),
                explained.getString("basis", "nothing")));
    RegionView.objects(explained, "moves")
        .forEach(move ->
            lines.add(
                "%s is on its way from %d %% of its users to %d %%; the last will have moved in %d s."
                    .formatted(
                        move.getString("region", "?"),
                        move.getInteger("share", 0),
                        move.getInteger("to", 0),
                        move.getLong("done-in-seconds", 0L))));
    lines.addAll(load(explained));
    lines.add("");
    lines.addAll(regions(explained, style).lines());
    return lines;
  }

  /** How much of what regions can bear is taken, and by whose answers. */
  private static List<String> load(JsonObject explained) {
    List<JsonObject> peers = RegionView.objects(explained, "peers").toList();
    List<String> silent =
        peers.stream()
            .filter(peer -> !peer.getBoolean("counts", false))
            .map(peer -> peer.getString("peer", "?"))
            .toList();
    List<String> lines = new ArrayList<>();
    RegionView.objects(explained, "regions")
        .filter(region -> region.getInteger("capacity-per-second") != null)
        .forEach(region ->
            lines.add(
                "%s is named by %.0f answers a second and can bear %d."
                    .formatted(
                        region.getString("id", "?"),
                        region.getDouble("answers-per-second", 0.0),
                        region.getInteger("capacity-per-second"))));
    if (!lines.isEmpty()) {
      lines.add(
          "Those are of %d of %d name servers%s."
              .formatted(
                  1 + peers.size() - silent.size(),
                  1 + peers.size(),
                  silent.isEmpty() ? "" : "; not heard of late: " + String.join(" ", silent)));
    }
    return lines;
  }

  private static TextTable regions(JsonObject explained, Style style) {
    TextTable table =
        new Tables(style)
            .table("REGION", "GIVEN", "KM", "MS", "WEIGHT", "EDGES", "KEPT", "WHY", "REASON")
            .alignRight(2)
            .alignRight(3)
            .alignRight(4)
            .alignRight(5)
            .alignRight(6);
    RegionView.objects(explained, "regions")
        .forEach(region ->
            table.row(
                region.getString("id", "?"),
                region.getBoolean("given", false) ? "yes" : "no",
                String.valueOf(region.getLong("kilometres", 0L)),
                String.valueOf(region.getValue("round-trip-ms", "-")),
                weight(region),
                region.getInteger("healthy-edges", 0) + "/" + region.getInteger("edges", 0),
                region.getLong("kept-for-seconds", 0L) + " s",
                region.getString("why", ""),
                region.getString("reason", "")));
    return table;
  }

  /** With the share that is all that the region can bear, if some of its users spill over. */
  private static String weight(JsonObject region) {
    Integer full = region.getInteger("full-beyond-percent");
    String weight = region.getInteger("weight", 0) + " %";
    return full == null ? weight : "%s, full at %d %%".formatted(weight, full);
  }

  @Command(
      description = {
        "Says which share of client networks would be sent elsewhere, and changes nothing.",
        "Shares are of the address space that the geo database knows, once all who move have moved.",
        "Who finds a region full (capacity) goes on to the next, by what name servers measure."
      })
  int diff(
      @Mixin DataDir data,
      @Mixin Output output,
      @Option(
              names = "--without",
              paramLabel = "REGION",
              description = "compare with this region drained")
          @Nullable String without,
      @Option(
              names = "--table",
              paramLabel = "FILE",
              description = "compare with this routing table (JSON)")
          @Nullable Path table,
      @Option(
              names = "--config",
              paramLabel = "FILE",
              description = "compare with this configuration of a name server (YAML)")
          @Nullable Path config,
      @Option(
              names = "--policy",
              paramLabel = "NAME",
              defaultValue = "nearest",
              description = "of names by this policy (default: nearest)")
          String policy,
      @Option(
              names = "--server",
              paramLabel = "URL",
              description = "admin address of the name server to ask (default: the first region's)")
          @Nullable String server) {
    if (Stream.of(without, table, config).filter(Objects::nonNull).count() != 1) {
      throw Failure.usage("give one of --without REGION, --table FILE and --config FILE");
    }
    Api api = api(data, server);
    JsonObject diff;
    if (without != null) {
      String path =
          "/v1/dns/diff?policy=%s&without=%s".formatted(encoded(policy), encoded(without));
      diff = ask(api, to -> to.get(path));
    } else if (config != null) {
      JsonObject proposed =
          new JsonObject()
              .put("file", config.toAbsolutePath().toString())
              .put("configuration", text(config));
      diff = ask(api, to -> to.post("/v1/dns/diff/config?policy=" + encoded(policy), proposed));
    } else {
      JsonObject proposed = read(Objects.requireNonNull(table));
      diff = ask(api, to -> to.post("/v1/dns/diff?policy=" + encoded(policy), proposed));
    }
    output.print(diff, moves(diff, Style.detect()));
    return ExitCode.OK;
  }

  @Command(
      description = {
        "Makes a key for a zone, in the two files that dnssec.keys of its configuration names.",
        "Prints the record that the zone above must have."
      })
  int keygen(
      @Mixin Output output,
      @Parameters(paramLabel = "ZONE", description = "such as example.org") String zone,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FILE",
              description = "path of the files, to which .key and .private are added")
          Path file)
      throws IOException {
    Name apex = apex(zone);
    try {
      KeyFile.generate(file, apex);
    } catch (FileAlreadyExistsException e) {
      throw Failure.usage(
          "%s is there already, and a key is never overwritten; name another by --to"
              .formatted(e.getMessage()));
    }
    SigningKey key = KeyFile.read(file, apex, SigningKey.Use.ACTIVE);
    output.print(
        new JsonObject().put("file", file.toString()).put("ds", key.delegation()),
        List.of(key.delegation()));
    return ExitCode.OK;
  }

  private static Name apex(String zone) {
    try {
      return Name.fromString(zone, Name.root);
    } catch (TextParseException e) {
      throw Failure.usage(
          "'%s' is not a domain name, such as example.org: %s".formatted(zone, e.getMessage()));
    }
  }

  private static List<String> moves(JsonObject diff, Style style) {
    TextTable table = new Tables(style).table("FAMILY", "FROM", "TO", "SHARE").alignRight(3);
    for (String family : List.of("ipv4", "ipv6")) {
      JsonObject moves = diff.getJsonObject(family, new JsonObject());
      RegionView.objects(moves, "moves")
          .forEach(move ->
              table.row(
                  family,
                  move.getString("from", "?"),
                  move.getString("to", "?"),
                  percent(move.getDouble("share"))));
      table.row(family, "all", "elsewhere", percent(moves.getDouble("moved", 0.0)));
    }
    List<String> lines = new ArrayList<>(table.lines());
    RegionView.objects(diff, "capacity").forEach(region -> lines.add(capacity(diff, region)));
    return lines;
  }

  /** What a region can bear, and who goes on to the next because of it. */
  private static String capacity(JsonObject diff, JsonObject region) {
    String bears =
        "%s bears %d answers a second"
            .formatted(region.getString("region", "?"), region.getInteger("answers-per-second", 0));
    return diff.getBoolean("measured", false)
        ? "%s, and %d would come%s."
            .formatted(
                bears,
                region.getLong("expected", 0L),
                taken(region.getInteger("takes-percent", ALL)))
        : bears + "; that is not counted, since this name server has measured nothing yet.";
  }

  private static String taken(int percent) {
    return percent == ALL ? "" : ": it takes %d %% of them, the others go on".formatted(percent);
  }

  private static String percent(double share) {
    return "%.2f %%".formatted(share * 100);
  }

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(text(file));
    } catch (DecodeException e) {
      throw Failure.usage(
          "%s is not JSON: %s"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw Failure.usage("%s can't be read: %s; name a file that can".formatted(file, e));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Api api(DataDir data, @Nullable String server) {
    return new Api(server == null ? firstServer(data) : address(server), null, TIMEOUT);
  }

  private static String address(String server) {
    try {
      return HttpUris.parse(server).toString();
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--server " + e.getMessage());
    }
  }

  private static String firstServer(DataDir data) {
    PlatformFile platform = PlatformClient.of(data).platform();
    return "http://%s:%d"
        .formatted(HostPort.parse(platform.regions().getFirst().dns()).host(), ADMIN_PORT);
  }

  private static JsonObject ask(Api api, PlatformClient.Call call) {
    try {
      return call.on(api).orFail();
    } catch (IOException e) {
      throw Failure.unavailable(
          "the name server at %s does not answer (%s). Is the platform up? Start it: ./atoll up"
              .formatted(api, PlatformClient.reason(e)));
    }
  }
}
