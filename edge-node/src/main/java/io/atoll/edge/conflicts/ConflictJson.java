package io.atoll.edge.conflicts;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Mutation;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.json.CellJson;
import io.atoll.replication.cell.Json;
import io.atoll.replication.cell.Loss;
import io.atoll.replication.changes.LoggedChange;
import io.atoll.replication.conflict.Conflict;
import io.atoll.replication.conflict.KeptConflict;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Conflicts as JSON: who, where, when, why, and the value that lost. */
final class ConflictJson {
  private ConflictJson() {}

  static Json of(RegionId region, KeptConflict kept) {
    Conflict conflict = kept.conflict();
    Loss loss = conflict.loss();
    SortedMap<String, Json> fields = new TreeMap<>();
    fields.put("id", CellJson.string(ConflictId.of(region, kept).toString()));
    fields.put("key", CellJson.string(conflict.key().toString()));
    fields.put("kind", CellJson.word(loss.lost().kind()));
    fields.put("reason", CellJson.word(conflict.reason()));
    fields.put("found", CellJson.time(conflict.foundMillis()));
    fields.put("won", new Json.Fields(side(loss.winner(), loss.winnerTimestamp())));
    SortedMap<String, Json> lost = side(loss.loser(), loss.loserTimestamp());
    lost.put("operation", CellJson.string(LoggedChange.word(loss.lost())));
    Field field = field(loss.lost());
    if (field != null) {
      fields.put("field", CellJson.string(field.pointer));
    }
    lost.put("value", field == null ? value(loss.lost()) : field.value);
    fields.put("lost", new Json.Fields(lost));
    return new Json.Fields(fields);
  }

  private static SortedMap<String, Json> side(Position at, HybridTimestamp timestamp) {
    return new TreeMap<>(
        Map.of(
            "region", CellJson.string(at.incarnation().region().value()),
            "position", CellJson.string(at.toString()),
            "time", CellJson.time(timestamp.millis())));
  }

  /**
   * What a patch was about.
   *
   * @param pointer as in RFC 6901
   */
  private record Field(String pointer, Json value) {}

  /** The one field that a lost patch sets; null: it is no patch. */
  private static @Nullable Field field(Mutation lost) {
    if (!(lost instanceof Mutation.PatchDocument(Bytes json))) {
      return null;
    }
    StringBuilder pointer = new StringBuilder();
    Json value = Json.object(json);
    while (value instanceof Json.Fields(SortedMap<String, Json> fields) && fields.size() == 1) {
      String name = fields.firstKey();
      pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
      value = fields.firstEntry().getValue();
    }
    return new Field(pointer.toString(), value);
  }

  private static Json value(Mutation lost) {
    return switch (lost) {
      case Mutation.PutRegister put ->
          CellJson.register(put.value(), put.contentType(), put.deadlineMillis());
      case Mutation.PutDocument put -> Json.object(put.json());
      case Mutation.PatchDocument patch -> Json.object(patch.json());
      case Mutation.RemoveRegister _, Mutation.RemoveDocument _ -> new Json.Null();
      // Those merge without a loser.
      case Mutation.AddToCounter _, Mutation.ResetCounter _ -> new Json.Null();
      case Mutation.AddMember _, Mutation.RemoveMember _ -> new Json.Null();
      case Mutation.SubmitScore _, Mutation.RemoveScore _ -> new Json.Null();
    };
  }
}
