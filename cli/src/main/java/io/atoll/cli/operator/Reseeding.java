package io.atoll.cli.operator;

import io.atoll.cli.Failure;
import io.atoll.cli.PlatformFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Has a drained or expelled region forget everything and be filled by the others: its edges are
 * held down meanwhile, so that nobody writes to a log that is about to go, and find its new one
 * when they start again.
 */
final class Reseeding {
  /** Ends by itself, should this command die; what it takes is a matter of seconds. */
  private static final String HOLD = "5m";

  private final PlatformClient client;
  private final PlatformFile.Region region;

  Reseeding(PlatformClient client, PlatformFile.Region region) {
    this.client = client;
    this.region = region;
  }

  /** Does it; returns what the replicator says it kept. */
  JsonObject run() {
    requireOut();
    String lease = holdEdges();
    try {
      return new ReplicatorClient(region, client.operatorToken()).reseed();
    } finally {
      client.changeBySupervisor(api -> api.delete("/v1/holds/" + lease));
    }
  }

  private void requireOut() {
    String state =
        RegionView.objects(client.readController("/v1/status"), "regions")
            .map(RegionView::read)
            .filter(view -> view.id().equals(region.id()))
            .map(RegionView::state)
            .findFirst()
            .orElse("unknown");
    if (!state.equals("drained") && !state.equals("expelled")) {
      throw Failure.refused(
          "%s is %s, and only a drained region is reseeded. Take it out first: atoll region drain %s"
              .formatted(region.id(), state, region.id()));
    }
  }

  private String holdEdges() {
    List<String> edges =
        RegionView.objects(client.readSupervisor("/v1/nodes"), "nodes")
            .map(node -> node.getString("id", ""))
            .filter(id -> id.startsWith(region.id() + "/edge-"))
            .toList();
    JsonObject body = new JsonObject().put("targets", new JsonArray(edges)).put("hold", HOLD);
    return client.changeBySupervisor(api -> api.post("/v1/kill", body)).getString("lease", "?");
  }
}
