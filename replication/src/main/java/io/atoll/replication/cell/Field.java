package io.atoll.replication.cell;

import io.atoll.core.position.Position;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands at one path of a document, and below it.
 *
 * <p>A path is written in two ways: it is <em>set</em> to a leaf or to nothing, which ends
 * everything below it that is older, or it is used as an <em>object</em> by a write to something
 * below. The later of the two says what it is. Ends are kept, so that an older write that arrives
 * later does not bring back what was ended; what is older than an end above it is dropped, in
 * whatever order they came.
 *
 * @param set null: never
 * @param object the rank of the last operation that used it as an object since it was set; null:
 *     none did
 */
public record Field(@Nullable Mark set, @Nullable Rank object, SortedMap<String, Field> fields) {
  static final Field NONE = new Field(null, null, new TreeMap<>());

  /**
   * A path set.
   *
   * @param at where the operation stands that set it
   * @param leaf JSON text; null: it was removed
   */
  public record Mark(Rank rank, Position at, @Nullable String leaf) {}

  public Field(@Nullable Mark set, @Nullable Rank object, Map<String, Field> fields) {
    this(set, object, new TreeMap<>(fields));
  }

  public Field {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
  }

  /** Whether this path was set by something later. */
  boolean isSetAfter(Rank rank) {
    return set != null && set.rank.outranks(rank);
  }

  /** Nothing but what a later set of a path above already says. */
  private boolean isEmpty() {
    return set == null && object == null && fields.isEmpty();
  }

  /** This without what is older than a set of a path above it. */
  Field since(Rank end) {
    SortedMap<String, Field> left = new TreeMap<>();
    fields.forEach((name, field) -> {
      Field rest = field.since(end);
      if (!rest.isEmpty()) {
        left.put(name, rest);
      }
    });
    return new Field(
        set == null || end.outranks(set.rank) ? null : set,
        object == null || end.outranks(object) ? null : object,
        left);
  }

  /** This, set. */
  Field with(Mark mark) {
    Field rest = since(mark.rank);
    return new Field(mark, rest.object, rest.fields);
  }

  /** This, used as an object by an operation of that rank, with one field as given. */
  Field with(Rank rank, SortedMap<String, Field> changed) {
    Rank later = object != null && object.outranks(rank) ? object : rank;
    return new Field(set, later, changed);
  }

  /**
   * What is read here of what was written since a wall time.
   *
   * @return null: nothing
   */
  @Nullable Json read(long sinceMillis) {
    if (object != null && object.timestamp().millis() >= sinceMillis) {
      SortedMap<String, Json> present = new TreeMap<>();
      fields.forEach((name, field) -> {
        Json value = field.read(sinceMillis);
        if (value != null) {
          present.put(name, value);
        }
      });
      return new Json.Fields(present);
    }
    Mark mark = set;
    return mark == null || mark.leaf == null || mark.rank.timestamp().millis() < sinceMillis
        ? null
        : new Json.Leaf(mark.leaf);
  }
}
