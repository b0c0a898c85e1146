package io.atoll.edge.changes;

import io.atoll.edge.changes.Feed.Told;
import io.atoll.edge.json.CellJson;
import io.atoll.replication.cell.Json;
import io.atoll.replication.changes.FeedPosition;
import io.vertx.core.buffer.Buffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** Feeds in the form of server-sent events (WHATWG HTML, section 9.2.5). */
final class ChangeEvents {
  private final ChangeTokens tokens;

  ChangeEvents(ChangeTokens tokens) {
    this.tokens = tokens;
  }

  /** One event: its id is where to go on after it. JSON has no line breaks of its own. */
  void append(Buffer to, Told told) {
    SortedMap<String, Json> fields = new TreeMap<>();
    fields.put("key", CellJson.string(told.change().key().toString()));
    fields.put("kind", CellJson.word(told.change().kind()));
    String member = told.change().member();
    if (member != null) {
      fields.put("member", CellJson.string(member));
    }
    fields.put("operation", CellJson.string(told.change().operation()));
    fields.put("position", CellJson.string(told.change().at().toString()));
    fields.put("value", told.value());
    to.appendString("id: ")
        .appendString(tokens.of(told.change().after()))
        .appendString("\ndata: ")
        .appendString(new Json.Fields(fields).text())
        .appendString("\n\n");
  }

  /** Says where to go on, and is no event: a client notes the id and hears nothing. */
  Buffer standing(FeedPosition position) {
    return Buffer.buffer("id: " + tokens.of(position) + "\n\n");
  }

  /** The last event of a feed that can't go on. */
  static Buffer gone(String problem) {
    return Buffer.buffer("event: gone\ndata: " + problem + "\n\n");
  }
}
