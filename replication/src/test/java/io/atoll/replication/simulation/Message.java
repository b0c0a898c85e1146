package io.atoll.replication.simulation;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Operation;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.mirror.MirrorPosition;
import io.atoll.replication.mirror.SourceExtent;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What the processes of the world say to each other. Any of it may be lost, doubled or late. */
sealed interface Message {
  /** An operation and where it stands. */
  record Placed(Position position, Operation operation) {
    @Override
    public String toString() {
      return position.partition() + "/" + position.offset() + "=" + operation.traceParent();
    }
  }

  /** Client to edge: write. The token is the newest timestamp the client has seen. */
  record Write(long id, Key key, boolean remove, HybridTimestamp token) implements Message {}

  /**
   * Edge to client: the write is durable.
   *
   * @param timestamp what the client's token must be at least from now on
   * @param visible whether this region has applied it; then the timestamp is the effective one
   */
  record Written(long id, Position position, HybridTimestamp timestamp, boolean visible)
      implements Message {}

  /** Client to edge: what is under this key? */
  record Read(long id, Key key) implements Message {}

  /**
   * Edge to client.
   *
   * @param write the write that won there, a delete too; null: none yet
   */
  record Found(long id, @Nullable Long write, HybridTimestamp timestamp) implements Message {}

  /** Edge to its region's Kafka; {@code sequence} makes a repeat harmless. */
  record Append(int partition, long sequence, Operation operation) implements Message {
    @Override
    public String toString() {
      return "Append[%d, %s at %s]"
          .formatted(sequence, operation.traceParent(), operation.timestamp());
    }
  }

  record Appended(int partition, long sequence, Position position) implements Message {}

  /** Link to its source's Kafka. */
  record Fetch(int session, int partition, long from) implements Message {}

  record Fetched(int session, int partition, SourceExtent extent, List<Placed> records)
      implements Message {}

  /** Link to its own region's Kafka: I write this mirror now. */
  record TakeOver(RegionId source, int session) implements Message {}

  /**
   * Kafka to link: nobody else writes this mirror now, and this is how far it has come.
   *
   * @param ends of the mirror's partitions
   */
  record TakenOver(
      RegionId source,
      int session,
      int epoch,
      SortedMap<Integer, MirrorPosition> positions,
      List<Long> ends)
      implements Message {}

  /** One transaction; all of it or nothing. */
  record Commit(
      RegionId source,
      int epoch,
      long sequence,
      List<Placed> records,
      SortedMap<Integer, MirrorPosition> positions)
      implements Message {
    @Override
    public String toString() {
      return "Commit[%s epoch %d #%d %s]".formatted(source, epoch, sequence, records);
    }
  }

  record Committed(RegionId source, int epoch, long sequence) implements Message {}

  /** The epoch of a commit is not the mirror's any more. */
  record Fenced(RegionId source, int epoch) implements Message {}

  /** Applier to Kafka: give me the state, and from now on take none from earlier appliers. */
  record Load(int life) implements Message {}

  /**
   * Kafka to applier: the state, which need not be of one instant.
   *
   * @param ends of own log and mirrors, per partition, as of now
   */
  record Loaded(int life, Map<Key, Cell> cells, List<Watermark> marks, List<Watermark> ends)
      implements Message {
    @Override
    public String toString() {
      return "Loaded[%s]".formatted(marks);
    }
  }

  /** Applier to Kafka: records of this region's own log or of a mirror. */
  record Poll(RegionId origin, int partition, long from) implements Message {}

  record Polled(RegionId origin, int partition, long from, List<Placed> records)
      implements Message {}

  /** Applier to Kafka: changed cells, or the watermarks that earlier saved cells have reached. */
  record Save(int life, long sequence, Map<Key, Cell> cells, List<Watermark> marks)
      implements Message {
    @Override
    public String toString() {
      return "Save[%d/%d %d cells %s]".formatted(life, sequence, cells.size(), marks);
    }
  }

  record Saved(int life, long sequence) implements Message {}
}
