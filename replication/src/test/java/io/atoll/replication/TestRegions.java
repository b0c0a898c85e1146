package io.atoll.replication;

import static io.atoll.replication.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.operation.Key;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.conflict.Conflict;
import io.atoll.replication.conflict.LedgerReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes regions of real parts, and does things in all of them at once. */
final class TestRegions implements AutoCloseable {
  /**
   * Platform threads: brokers that start on virtual ones can wait for ever for each other's class
   * initialisers, which hold on to their carriers.
   */
  private final ExecutorService threads = Executors.newCachedThreadPool();

  List<TestRegion> make(Path dir, String... names) throws Exception {
    List<Future<TestRegion>> making =
        Stream.of(names)
            .map(name -> threads.submit(() -> new TestRegion(RegionId.of(name), dir)))
            .toList();
    List<TestRegion> made = new ArrayList<>();
    for (Future<TestRegion> region : making) {
      made.add(region.get());
    }
    return made;
  }

  /** Starts these, each with the others; returns when they are ready. */
  void start(List<TestRegion> regions) throws Exception {
    inEach(regions, region -> region.start(othersThan(region, regions)));
  }

  void inEach(List<TestRegion> regions, Consumer<TestRegion> action) throws Exception {
    List<Future<?>> done = new ArrayList<>();
    for (TestRegion region : regions) {
      done.add(threads.submit(() -> action.accept(region)));
    }
    for (Future<?> one : done) {
      one.get();
    }
  }

  @Override
  public void close() {
    threads.close();
  }

  static List<TestRegion> othersThan(TestRegion region, List<TestRegion> regions) {
    return regions.stream().filter(other -> other != region).toList();
  }

  static Key key(int number) {
    return new Key("profiles", "key-" + number);
  }

  /** What these regions' logs have taken, in the lives that they are in. */
  static Watermark[] appended(List<TestRegion> regions) {
    return IntStream.range(0, TestRegion.PARTITIONS)
        .mapToObj(partition ->
            regions.stream()
                .map(region -> region.appended(partition))
                .reduce(Watermark.ZERO, Watermark::merge))
        .toArray(Watermark[]::new);
  }

  static Watermark[] merged(Watermark[] one, Watermark[] other) {
    return IntStream.range(0, one.length)
        .mapToObj(partition -> one[partition].merge(other[partition]))
        .toArray(Watermark[]::new);
  }

  /** Every region is ready and has applied all of this, and then all hold the same cells. */
  static void awaitEqual(List<TestRegion> regions, Watermark[] everything) {
    until(
        "every region has applied everything",
        () ->
            regions.stream()
                .allMatch(
                    region -> region.isReady() && region.watermarks().equals(List.of(everything))));
    Map<CellName, Cell> cells = regions.getFirst().cells();
    assertThat(regions).allSatisfy(region -> assertThat(region.cells()).isEqualTo(cells));
  }

  /** The keys of what a region's ledger has kept because only it had that. */
  static List<Key> leftBehind(TestRegion region) throws Exception {
    try (LedgerReader ledger = new LedgerReader(region.broker.bootstrap(), TestRegion.PARTITIONS)) {
      return ledger
          .page(null, 0, 100, one -> one.reason() == Conflict.Reason.LEFT_BEHIND)
          .conflicts()
          .stream()
          .map(kept -> kept.conflict().key())
          .toList();
    }
  }
}
