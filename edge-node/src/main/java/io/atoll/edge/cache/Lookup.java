package io.atoll.edge.cache;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.session.Session;
import io.atoll.edge.session.Sighting;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.Document;
import io.atoll.replication.cell.Rank;
import io.atoll.replication.cell.Register;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What a key's only cell holds, in the form in which it is answered. */
public sealed interface Lookup {
  /**
   * A value.
   *
   * @param value shared by every answer: never written to
   * @param entityTag with its quotes
   * @param deadlineMillis wall time from which it is no longer read; {@link Long#MAX_VALUE}: never
   */
  record Present(
      Buffer value, String contentType, String entityTag, long deadlineMillis, Sighting sighting)
      implements Lookup {
    public boolean expires() {
      return deadlineMillis != Long.MAX_VALUE;
    }
  }

  /** Nothing: never written, or removed. */
  record Absent(Sighting sighting) implements Lookup {}

  /** Nobody has ever seen anything there. */
  Sighting NOTHING = new Sighting(Session.NONE);

  /** What this adds to the session of whoever reads it. */
  Sighting sighting();

  /**
   * What a cell shows.
   *
   * @param sighting what whoever reads it has seen
   */
  static Lookup of(Cell cell, Sighting sighting) {
    return switch (cell.value()) {
      case Register(Content.Value value, Position winner, HybridTimestamp _) ->
          new Present(
              Buffer.buffer(value.bytes().unsafeArray()),
              value.contentType(),
              "\"" + winner + "\"",
              value.deadlineMillis() == null ? Long.MAX_VALUE : value.deadlineMillis(),
              sighting);
      case Counter counter ->
          json(cell, "{\"value\":%d}".formatted(counter.value()), Long.MAX_VALUE, sighting);
      case Document document -> of(cell, document, sighting);
      default -> new Absent(sighting);
    };
  }

  /** As long as its deadline has not come, or as what was written since. */
  private static Lookup of(Cell cell, Document document, Sighting sighting) {
    Long deadline = document.deadlineMillis();
    Rank object = document.root().object();
    boolean reborn = deadline != null && object != null && object.timestamp().millis() >= deadline;
    return document
        .read(reborn ? Long.MAX_VALUE : 0)
        .<Lookup>map(fields ->
            json(
                cell,
                fields.text(),
                deadline == null || reborn ? Long.MAX_VALUE : deadline,
                sighting))
        .orElseGet(() -> new Absent(sighting));
  }

  private static Present json(Cell cell, String text, long deadlineMillis, Sighting sighting) {
    return new Present(
        Buffer.buffer(text), "application/json", EntityTag.of(cell), deadlineMillis, sighting);
  }

  /** The value, or null if there is none that may be read at this wall time. */
  default @Nullable Present readableAt(long millis) {
    return this instanceof Present present && millis < present.deadlineMillis ? present : null;
  }

  /** About how many bytes of memory this takes under its key. */
  default int weight(Key key) {
    int text = key.namespace().length() + key.name().length() + Sighting.WEIGHT_BYTES;
    if (this instanceof Present present) {
      text += present.contentType.length() + present.entityTag.length();
      return L1.ENTRY_OVERHEAD_BYTES + text + present.value.length();
    }
    return L1.ENTRY_OVERHEAD_BYTES + text;
  }
}
