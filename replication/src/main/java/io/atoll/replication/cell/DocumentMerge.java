package io.atoll.replication.cell;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Mutation;
import io.atoll.replication.cell.Field.Mark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One operation's way through a document, and the concurrent writes that lost on it. */
final class DocumentMerge {
  /** Of one operation; a patch that loses everywhere says enough with these. */
  private static final int LOSSES_MAX = 100;

  private final Incoming incoming;
  private final Rank rank;
  private final Deque<String> path = new ArrayDeque<>();
  private final List<Loss> losses = new ArrayList<>();

  DocumentMerge(Incoming incoming) {
    this.incoming = incoming;
    this.rank = incoming.rank();
  }

  List<Loss> losses() {
    return List.copyOf(losses);
  }

  /** Merges the fields of a patch into what stands at the current path. */
  Field patch(Field at, Json.Fields patch) {
    if (at.isSetAfter(rank)) {
      lost(at, patch);
      return at;
    }
    SortedMap<String, Field> changed = new TreeMap<>(at.fields());
    for (Map.Entry<String, Json> field : patch.fields().entrySet()) {
      path.addLast(field.getKey());
      Field before = changed.getOrDefault(field.getKey(), Field.NONE);
      changed.put(
          field.getKey(),
          switch (field.getValue()) {
            case Json.Fields fields -> patch(before, fields);
            case Json.Leaf(String text) -> set(before, text);
            case Json.Null() -> set(before, null);
          });
      path.removeLast();
    }
    // A leaf gives way to an object.
    overwritten(at);
    return at.with(rank, changed);
  }

  private Field set(Field at, @Nullable String leaf) {
    if (at.isSetAfter(rank)) {
      lost(at, leaf == null ? new Json.Null() : new Json.Leaf(leaf));
      return at;
    }
    overwrittenBelow(at);
    return at.with(new Mark(rank, incoming.at(), leaf));
  }

  /** Ends everything at the current path that is older than the operation. */
  Field end(Field at) {
    overwrittenBelow(at);
    return at.with(new Mark(rank, incoming.at(), null));
  }

  private void overwrittenBelow(Field at) {
    overwritten(at);
    at.fields()
        .forEach((name, field) -> {
          path.addLast(name);
          overwrittenBelow(field);
          path.removeLast();
        });
  }

  /** The operation wins over what a path was set to, if that is what it is. */
  private void overwritten(Field at) {
    Mark mark = at.set();
    if (mark != null
        && at.object() == null
        && !path.isEmpty()
        && rank.outranks(mark.rank())
        && isOpen(mark)) {
      String leaf = mark.leaf();
      losses.add(
          new Loss(
              asPatch(leaf == null ? new Json.Null() : new Json.Leaf(leaf)),
              mark.at(),
              mark.rank().timestamp(),
              incoming.at(),
              incoming.effective()));
    }
  }

  /** The operation's value for the current path loses to what stands there. */
  private void lost(Field to, Json value) {
    lost(to, asPatch(value));
  }

  /** As above, for the operation as a whole. */
  void lost(Field to, Mutation lost) {
    Mark mark = to.set();
    if (mark != null && isOpen(mark)) {
      losses.add(
          new Loss(lost, incoming.at(), incoming.effective(), mark.at(), mark.rank().timestamp()));
    }
  }

  private boolean isOpen(Mark mark) {
    return losses.size() < LOSSES_MAX && incoming.isConcurrentWith(mark.at());
  }

  /** A patch that says this for the current path. */
  private Mutation asPatch(Json value) {
    Json patch = value;
    for (var name = path.descendingIterator(); name.hasNext(); ) {
      patch = new Json.Fields(new TreeMap<>(Map.of(name.next(), patch)));
    }
    return new Mutation.PatchDocument(Bytes.utf8(patch.text()));
  }
}
