package io.atoll.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the processes of a platform are: {@code platform.json} in its data directory, written by
 * {@code atoll up}, read by every other command.
 *
 * @param supervisor base URL of the supervisor's API
 * @param dnsRelay {@code host:port} of the name server for everybody on this machine
 * @param tokenFile holds the operator token
 */
public record PlatformFile(
    String supervisor, String dnsRelay, Path tokenFile, String wan, List<Region> regions) {
  public static final String NAME = "platform.json";
  private static final String TOKEN_VARIABLE = "ATOLL_TOKEN";

  /** Changes when an older command could misread the file. */
  private static final int FORMAT = 1;

  /**
   * One region's addresses; all but {@code dns}, {@code kafka} and {@code redis} ({@code
   * host:port}) are base URLs.
   *
   * @param index 1 for the first region
   */
  public record Region(
      String id,
      int index,
      double latitude,
      double longitude,
      String controller,
      String replicator,
      String dns,
      String kafka,
      String redis,
      List<Edge> edges) {
    public Region {
      edges = List.copyOf(edges);
    }
  }

  /**
   * One edge node.
   *
   * @param data base URL of the data API
   * @param admin base URL of health and metrics
   */
  public record Edge(String node, String data, String admin) {}

  public PlatformFile {
    regions = List.copyOf(regions);
  }

  /**
   * Reads it.
   *
   * @throws Failure if there is no platform in this directory
   */
  public static PlatformFile read(Path dataDir) {
    Path file = dataDir.resolve(NAME);
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      if (json.getInteger("format", 0) != FORMAT) {
        throw Failure.usage(
            "%s has format %s, this command knows %d; start the platform anew: ./atoll down && ./atoll up"
                .formatted(file, json.getValue("format"), FORMAT));
      }
      return new PlatformFile(
          json.getString("supervisor"),
          json.getString("dnsRelay"),
          Path.of(json.getString("tokenFile")),
          json.getString("wan"),
          json.getJsonArray("regions").stream()
              .map(JsonObject.class::cast)
              .map(PlatformFile::region)
              .toList());
    } catch (NoSuchFileException e) {
      throw Failure.unavailable(
          "no platform in %s. Start one: ./atoll up (or name its directory with --data)"
              .formatted(dataDir));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read %s".formatted(file), e);
    } catch (DecodeException | NullPointerException e) {
      throw Failure.usage(
          "%s is damaged; start the platform anew: ./atoll down && ./atoll up".formatted(file));
    }
  }

  public Region region(String id) {
    return regions.stream()
        .filter(region -> region.id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            Failure.usage(
                "no region '%s'; this platform has %s"
                    .formatted(id, String.join(", ", regions.stream().map(Region::id).toList()))));
  }

  /** The operator token: from {@code ATOLL_TOKEN}, else from the token file. */
  public Optional<String> token() {
    return Optional.ofNullable(System.getenv(TOKEN_VARIABLE))
        .filter(token -> !token.isBlank())
        .or(this::tokenInFile);
  }

  private Optional<String> tokenInFile() {
    try {
      return Optional.of(Files.readString(tokenFile).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Failure.refused(
          "can't read the operator token in %s (%s); set ATOLL_TOKEN or run as the user who started the platform"
              .formatted(tokenFile, e));
    }
  }

  /** This as the text of the file. */
  public String json() {
    return new JsonObject()
        .put("format", FORMAT)
        .put("supervisor", supervisor)
        .put("dnsRelay", dnsRelay)
        .put("tokenFile", tokenFile.toString())
        .put("wan", wan)
        .put("regions", regions.stream().map(PlatformFile::json).toList())
        .encodePrettily();
  }

  private static Region region(JsonObject json) {
    return new Region(
        json.getString("id"),
        json.getInteger("index"),
        json.getDouble("latitude"),
        json.getDouble("longitude"),
        json.getString("controller"),
        json.getString("replicator"),
        json.getString("dns"),
        json.getString("kafka"),
        json.getString("redis"),
        json.getJsonArray("edges").stream()
            .map(JsonObject.class::cast)
            .map(edge ->
                new Edge(edge.getString("node"), edge.getString("data"), edge.getString("admin")))
            .toList());
  }

  private static JsonObject json(Region region) {
    return new JsonObject()
        .put("id", region.id())
        .put("index", region.index())
        .put("latitude", region.latitude())
        .put("longitude", region.longitude())
        .put("controller", region.controller())
        .put("replicator", region.replicator())
        .put("dns", region.dns())
        .put("kafka", region.kafka())
        .put("redis", region.redis())
        .put(
            "edges",
            region.edges().stream()
                .map(edge ->
                    new JsonObject()
                        .put("node", edge.node())
                        .put("data", edge.data())
                        .put("admin", edge.admin()))
                .toList());
  }
}
