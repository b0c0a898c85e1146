package io.atoll.replication.redis;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.cell.Part;
import io.atoll.replication.cell.Scores;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where a cell stands in a sorted set of Redis: derived from the cell alone, so that it can be made
 * again whenever the cell is filled in. A name stands in its namespace's names; a member in its
 * key's members, and the key in the names while it has any; an attempt among those to be forgotten.
 */
final class Listing {
  private static final byte[] NONE = {};

  /** The sorted set. */
  private final byte[] index;

  /** That of names, for a member's key; else the same. */
  private final byte[] parent;

  private final boolean there;
  private final long score;
  private final byte[] entry;

  /** The key's name in {@link #parent}; empty: none. */
  private final byte[] parentName;

  private Listing(
      byte[] index, byte[] parent, boolean there, long score, byte[] entry, byte[] parentName) {
    this.index = index;
    this.parent = parent;
    this.there = there;
    this.score = score;
    this.entry = entry;
    this.parentName = parentName;
  }

  static Listing of(RedisKeys keys, CellName name, Cell cell) {
    Key key = name.key();
    byte[] names = keys.names(key.namespace());
    boolean there = cell.value().isListed();
    return switch (name.part()) {
      case Part.Whole() -> new Listing(names, names, there, 0, utf8(key.name()), NONE);
      case Part.Of(String member) -> {
        Long score = Scores.of(cell.value());
        // Redis ranks from the lowest; equal scores by name.
        yield new Listing(
            keys.members(key),
            names,
            there,
            score == null ? 0 : -score,
            utf8(member),
            utf8(key.name()));
      }
      case Part.Attempted(IncarnationId origin, String _) -> {
        byte[] attempts = keys.attempts(origin);
        yield new Listing(attempts, attempts, true, cell.timestamp().millis(), name.bytes(), NONE);
      }
    };
  }

  /** Where it is found by the time at which what the cell holds is due. */
  static Listing held(RedisKeys keys, CellName name, Cell cell) {
    byte[] held = keys.held();
    boolean holds = !cell.held().isEmpty();
    long due = holds ? cell.held().getFirst().effective().millis() : 0;
    return new Listing(held, held, holds, due, name.bytes(), NONE);
  }

  /** What the scripts take for it: two keys and four arguments. */
  void addTo(List<byte[]> keys, List<byte[]> arguments) {
    keys.add(index);
    keys.add(parent);
    arguments.add(RedisView.ascii(there ? "+" : "-"));
    arguments.add(RedisView.ascii(Long.toString(score)));
    arguments.add(entry);
    arguments.add(parentName);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
