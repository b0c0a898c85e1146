package io.atoll.cli.platform;

import io.atoll.cli.Api;
import io.atoll.cli.PlatformFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * In which state each region is, as controllers say: of each that answers, the regions of its
 * routing table.
 */
record RegionStates(List<SortedMap<String, String>> byController) {
  /**
   * As they should be: a region that an operator drained or expelled before {@code down} stays so.
   */
  private static final Set<String> SETTLED = Set.of("up", "drained", "expelled");

  private static final String EXPELLED = "expelled";

  RegionStates {
    byController = List.copyOf(byController);
  }

  /** Asks every controller; blocks. */
  static RegionStates ask(PlatformFile platform, Duration answerMax) {
    List<JsonObject> tables = new ArrayList<>();
    for (PlatformFile.Region region : platform.regions()) {
      try {
        Api.Answer answer = new Api(region.controller(), null, answerMax).get("/v1/routing-table");
        if (answer.isSuccess()) {
          tables.add(answer.json());
        }
      } catch (IOException e) {
        // It doesn't answer yet, and has no say.
      }
    }
    return of(tables);
  }

  static RegionStates of(List<JsonObject> tables) {
    return new RegionStates(
        tables.stream()
            .map(table ->
                table.getJsonArray("regions", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .collect(
                        Collectors.toMap(
                            region -> region.getString("id", ""),
                            region -> region.getString("state", ""),
                            (one, _) -> one,
                            RegionStates::none)))
            .toList());
  }

  private static SortedMap<String, String> none() {
    return new TreeMap<>();
  }

  /**
   * Whether each of so many regions' controllers says of all of them that they are as they should.
   */
  boolean isSettled(int regions) {
    return byController.size() == regions
        && byController.stream()
            .allMatch(states -> states.size() == regions && SETTLED.containsAll(states.values()));
  }

  /** The regions that an operator has expelled, by all who answer. */
  List<String> expelled() {
    return byController.stream()
        .flatMap(states -> states.keySet().stream())
        .distinct()
        .sorted()
        .filter(
            region -> byController.stream().allMatch(states -> EXPELLED.equals(states.get(region))))
        .toList();
  }

  /** Of the supervisor's nodes those that must be ready: an expelled region has all the time. */
  List<JsonObject> awaited(JsonArray nodes) {
    List<String> out = expelled();
    return nodes.stream()
        .map(JsonObject.class::cast)
        .filter(node -> out.stream().noneMatch(region -> isOf(node, region)))
        .toList();
  }

  private static boolean isOf(JsonObject node, String region) {
    return node.getString("id", "").startsWith(region + "/");
  }

  /** What there is to do about regions that were expelled, for people. */
  List<String> advice() {
    return expelled().stream()
        .map(region ->
            "%1$s is expelled and gets no users. It begins anew by itself; once ./atoll replication status says that it is ready: ./atoll region readmit %1$s"
                .formatted(region))
        .toList();
  }
}
