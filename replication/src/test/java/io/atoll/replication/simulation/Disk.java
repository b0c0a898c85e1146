package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.simulation.Message.Placed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a region's Kafka keeps over a crash: own log, mirrors with their positions, state. */
final class Disk {
  /** The copy of one source's log. */
  static final class Mirror {
    final List<List<Placed>> partitions = partitioned();
    final SortedMap<Integer, MirrorPosition> positions = new TreeMap<>();
    int epoch;
    long lastCommit;
  }

  final IncarnationId incarnation;

  /** Counts the changes of mirrors, so that who watches need not look when there was none. */
  int mirrorChanges;

  final List<List<Placed>> log = partitioned();
  final SortedMap<RegionId, Mirror> mirrors = new TreeMap<>();

  /** Where the appends of each producer stand, by sequence: what makes a producer idempotent. */
  final Map<String, Map<Long, Position>> appended = new HashMap<>();

  final SortedMap<String, Cell> stateCells = new TreeMap<>();
  final List<Watermark> stateMarks =
      new ArrayList<>(Collections.nCopies(World.PARTITIONS, Watermark.ZERO));
  int stateOwner;
  long lastSave;

  Disk(IncarnationId incarnation) {
    this.incarnation = incarnation;
  }

  private static List<List<Placed>> partitioned() {
    return IntStream.range(0, World.PARTITIONS)
        .<List<Placed>>mapToObj(_ -> new ArrayList<>())
        .toList();
  }

  Mirror mirror(RegionId source) {
    return mirrors.computeIfAbsent(source, _ -> new Mirror());
  }

  Position append(int partition, Operation operation) {
    List<Placed> records = log.get(partition);
    Position position = new Position(incarnation, partition, records.size());
    records.add(new Placed(position, operation));
    return position;
  }

  /** The records of this region's own log, or of a mirror. */
  List<Placed> records(RegionId origin, int partition) {
    return origin.equals(incarnation.region())
        ? log.get(partition)
        : mirror(origin).partitions.get(partition);
  }

  Map<Key, Cell> cells() {
    Map<Key, Cell> cells = new HashMap<>();
    stateCells.forEach((key, cell) -> cells.put(Key.parse(key), cell));
    return cells;
  }
}
