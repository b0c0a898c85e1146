package io.atoll.replication.state;

import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.CellName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts another region's cells in the place of a missing state of one partition. Until it is
 * finished no coverage is written, so whoever is interrupted begins again.
 */
public final class StateFill implements AutoCloseable {
  private final StateProducer producer;

  private StateFill(StateProducer producer) {
    this.producer = producer;
  }

  /** Fences every other writer of this partition. */
  public static StateFill open(String bootstrap, RegionId region, int partition) {
    return new StateFill(StateProducer.open(bootstrap, region, partition));
  }

  /**
   * Adds cells as they are stored; an empty one was forgotten.
   *
   * @throws StateFencedException if another writer took over
   */
  public void add(Map<CellName, byte[]> cells) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(cells.size());
    cells.forEach(
        (name, cell) -> records.add(producer.record(name.bytes(), cell.length == 0 ? null : cell)));
    producer.commit(records);
  }

  /**
   * Says what the cells cover, in one transaction with these records of other topics.
   *
   * @throws StateFencedException if another writer took over
   */
  public void finish(Coverage coverage, List<ProducerRecord<byte[], byte[]>> others) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(others);
    records.add(producer.record(coverage));
    producer.commit(records);
  }

  @Override
  public void close() {
    producer.close();
  }
}
