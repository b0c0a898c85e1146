package io.atoll.replication.redis;

import static io.atoll.replication.Awaiting.await;
import static io.atoll.replication.Awaiting.until;
import static io.atoll.replication.cell.Operations.ADA;
import static io.atoll.replication.cell.Operations.at;
import static io.atoll.replication.cell.Operations.put;
import static io.atoll.replication.cell.Operations.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Key;
import io.atoll.core.operation.Namespace;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.parts.RedisServer;
import io.atoll.replication.cell.Cell;
import io.atoll.replication.cell.CellName;
import io.atoll.replication.log.CellCodec;
import io.atoll.replication.redis.RedisViewWriter.Change;
import io.atoll.replication.redis.RedisViewWriter.Written;
import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Reading;
import io.atoll.replication.view.Stamp;
import io.atoll.replication.view.View;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisViewTest {
  private static final CellName NAME = CellName.of(ADA);
  private static final CellName OTHER = CellName.of(new Key("a", "other"));
  private static final IncarnationId OWN = IncarnationId.parse("us-east~1");
  private static final Duration LEASE = View.LEASE_MAX;
  private static final RedisServer SERVER = RedisServer.start();
  private static final Vertx VERTX = Vertx.vertx();

  private final RedisLink link = new RedisLink(VERTX, SERVER.uri(), Duration.ofSeconds(30));
  private final RedisView view = new RedisView(link, 1);
  private final RedisViewWriter writer = new RedisViewWriter(link, 0);
  private String run = "";

  @AfterAll
  static void stopRedis() {
    VERTX.close().await();
    SERVER.close();
  }

  @BeforeEach
  void load() {
    // A connection may take longer than a link waits while everything is loaded for the first time.
    until(
        "Redis answers",
        () -> await(link.send(Request.cmd(Command.FLUSHALL)).map(true).otherwise(false)));
    run = await(writer.clear("loader"));
    await(writer.loaded("loader", run, OWN, Watermark.ZERO));
    await(writer.adopt(run, Watermark.ZERO));
  }

  @AfterEach
  void close() {
    await(link.close());
  }

  @Test
  void whatWasAppliedIsRead() {
    assertThat(await(view.read(NAME)).cell()).isNull();
    Cell cell = cell(10, "x");
    apply(Watermark.ZERO, mark(1), ADA, cell);
    Reading reading = await(view.read(NAME));
    assertThat(reading.cell()).isEqualTo(cell);
    assertThat(reading.runId()).isEqualTo(run);
    assertThat(await(writer.cells(List.of(OTHER, NAME)))).isEqualTo(Map.of(NAME, cell));
    assertThat(await(writer.inspect()).loaded())
        .isEqualTo(new RedisViewWriter.Loaded(OWN, mark(1), true));
  }

  @Test
  void everyKeyWithACellIsNamedWhateverElseIsThere() {
    Set<Key> written = new HashSet<>();
    Watermark before = Watermark.ZERO;
    for (int i = 1; i <= 300; i++) {
      Key key = new Key("a", "name with {}*:/ " + i);
      apply(before, mark(i), key, cell(10 + i, "x"));
      before = mark(i);
      written.add(key);
    }
    Set<Key> named = new HashSet<>();
    KeyPage page = await(view.keys(List.of(0), KeyPage.START, 20));
    named.addAll(page.keys());
    while (!page.isLast()) {
      page = await(view.keys(List.of(0), page.next(), 20));
      named.addAll(page.keys());
    }
    assertThat(named).isEqualTo(written);
    assertThat(page.total()).isGreaterThanOrEqualTo(300);
    assertThat(page.runId()).isEqualTo(run);
  }

  @Test
  void noKeysAreNamedOfAViewThatIsNotAdopted() {
    await(writer.clear("loader"));
    assertThatThrownBy(() -> await(view.keys(List.of(0), KeyPage.START, 20)))
        .isInstanceOf(ViewUnavailableException.class)
        .hasMessageContaining("NOTADOPTED");
    assertThat(await(view.keys(List.of(), KeyPage.START, 20)).runId()).isEqualTo(run);
  }

  @Test
  void theKeyOfAMembersCellIsNamed() {
    assertThat(RedisKeys.key(new RedisKeys(7).cell(CellName.of(ADA, "a member")))).isEqualTo(ADA);
  }

  @Test
  void aChangeThatBuildsOnAnotherWatermarkIsRefusedWhole() {
    apply(Watermark.ZERO, mark(1), ADA, cell(10, "x"));
    assertRefused("OTHERWATERMARK", change(run, Watermark.ZERO, mark(2), ADA, cell(11, "y")));
    assertThat(await(view.read(NAME)).cell()).isEqualTo(cell(10, "x"));
  }

  @Test
  void aChangeForAnotherRunIsRefusedWhole() {
    assertRefused("OTHERRUN", change("f00", Watermark.ZERO, mark(1), ADA, cell(11, "y")));
    assertThat(await(view.read(NAME)).cell()).isNull();
  }

  @Test
  void anEmptiedRedisRefusesEverybody() {
    await(link.send(Request.cmd(Command.FLUSHALL)));
    assertRefused("OTHERRUN", change(run, Watermark.ZERO, mark(1), ADA, cell(11, "y")));
    assertNotAdopted();
    assertThat(await(writer.inspect()).loaded()).isNull();
  }

  @Test
  void aRedisThatFellBackToAnEarlierRunsCopyRefusesEverybody() {
    // As if a dump of another life had been restored: everything is there but the run id is old.
    await(
        link.send(
            Request.cmd(Command.HSET).arg("{0}m").arg("run").arg("0ld").arg("load").arg("0ld")));
    assertRefused("OTHERRUN", change("0ld", Watermark.ZERO, mark(1), ADA, cell(11, "y")));
    assertNotAdopted();
    assertThat(await(writer.inspect()).loaded()).isNull();
  }

  @Test
  void aRestartedRedisIsReconnectedToAndRefusesEverybody() {
    SERVER.kill();
    assertThatThrownBy(() -> await(view.read(NAME))).isInstanceOf(ViewUnavailableException.class);
    SERVER.restart();
    until(
        "the link reaches the new Redis",
        () -> {
          try {
            return !await(writer.inspect()).runId().equals(run);
          } catch (ViewUnavailableException e) {
            return false;
          }
        });
    assertNotAdopted();
    assertRefused("OTHERRUN", change(run, Watermark.ZERO, mark(1), ADA, cell(11, "y")));
  }

  @Test
  void beforeItIsAdoptedTheApplierMayWriteAndEdgesMayNotRead() {
    String loading = await(writer.clear("second"));
    await(writer.fill("second", loading, Map.of(NAME, CellCodec.encode(cell(5, "s")))));
    await(writer.loaded("second", loading, OWN, mark(1)));
    apply(mark(1), mark(2), ADA, cell(10, "x"));
    assertNotAdopted();
    assertThatThrownBy(() -> await(writer.adopt(run, mark(1))))
        .hasMessageContaining("OTHERWATERMARK");
    await(writer.adopt(run, mark(2)));
    assertThat(await(view.read(NAME)).cell()).isEqualTo(cell(10, "x"));
  }

  @Test
  void aLoadRemovesWhatWasThereAndShutsOtherLoadersOut() {
    apply(Watermark.ZERO, mark(1), ADA, cell(10, "x"));
    long before = await(view.read(NAME)).sequence();
    await(writer.clear("second"));
    assertThatThrownBy(() -> await(writer.fill("first", run, Map.of())))
        .hasMessageContaining("OTHERRUN");
    assertThatThrownBy(() -> await(writer.loaded("first", run, OWN, mark(1))))
        .hasMessageContaining("OTHERRUN");
    await(writer.loaded("second", run, OWN, Watermark.ZERO));
    await(writer.adopt(run, Watermark.ZERO));
    Reading reading = await(view.read(NAME));
    assertThat(reading.cell()).isNull();
    assertThat(reading.sequence()).as("a gap that edges see").isGreaterThan(before + 1);
  }

  @Test
  void stampsRiseAndPassTheCellsAndTheWriters() {
    HybridTimestamp far = HybridTimestamp.of(HybridTimestamp.MILLIS_MAX - 10, 65_535);
    Stamp first = await(view.stamp(NAME, HybridTimestamp.ZERO));
    assertThat(first.live()).isFalse();
    Stamp second = await(view.stamp(OTHER, HybridTimestamp.ZERO));
    assertThat(second.timestamp()).isGreaterThan(first.timestamp());
    HybridTimestamp seen = HybridTimestamp.of(second.timestamp().millis() + 10_000, 65_534);
    Stamp third = await(view.stamp(NAME, seen));
    assertThat(third.timestamp()).isEqualTo(seen.next());
    Stamp others = await(view.stamp(OTHER, HybridTimestamp.ZERO));
    assertThat(others.timestamp()).as("raised by nobody's token").isLessThan(seen);
    apply(Watermark.ZERO, mark(1), ADA, cell(far.packed(), "x"));
    Stamp afterCell = await(view.stamp(NAME, HybridTimestamp.ZERO));
    assertThat(afterCell.timestamp()).isEqualTo(far.next());
    assertThat(afterCell.live()).isTrue();
  }

  @Test
  void aThousandStampsNeverRepeatAndNeverGoBack() {
    HybridTimestamp last = HybridTimestamp.ZERO;
    for (int i = 0; i < 1_000; i++) {
      HybridTimestamp next = await(view.stamp(NAME, HybridTimestamp.ZERO)).timestamp();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
  }

  @Test
  void aStampSaysWhetherTheKeyHasAReadableValue() {
    apply(Watermark.ZERO, mark(1), ADA, cell(10, "x"));
    assertThat(await(view.stamp(NAME, HybridTimestamp.ZERO)).live()).isTrue();
    Cell expired = Cell.apply(null, at("us-east~1", 1), put(ADA, 11, "x", 1_000L)).cell();
    apply(mark(1), mark(2), ADA, expired);
    assertThat(await(view.stamp(NAME, HybridTimestamp.ZERO)).live()).isFalse();
    Cell lasting = Cell.apply(null, at("us-east~1", 1), put(ADA, 11, "x", Long.MAX_VALUE)).cell();
    apply(mark(2), mark(3), ADA, lasting);
    assertThat(await(view.stamp(NAME, HybridTimestamp.ZERO)).live()).isTrue();
    apply(mark(3), mark(4), ADA, Cell.apply(null, at("us-east~1", 2), remove(ADA, 12)).cell());
    assertThat(await(view.stamp(NAME, HybridTimestamp.ZERO)).live()).isFalse();
  }

  @Test
  void stampsPassWhatEdgesStampedByThemselves() {
    HybridTimestamp own = HybridTimestamp.of(1L << 45, 7);
    await(
        writer.apply(
            new Change(
                run,
                Watermark.ZERO,
                mark(1),
                CellCodec.encode(Map.of(NAME, cell(10, "x"))),
                Map.of(),
                1,
                own)));
    assertThat(await(view.stamp(OTHER, HybridTimestamp.ZERO)).timestamp()).isEqualTo(own.next());
  }

  @Test
  void aLeaseSaysHowFarTheViewIsAndTheNextChangeNamesItsHolder() {
    Written before = apply(Watermark.ZERO, mark(3), ADA, cell(10, "x"));
    assertThat(before.holders()).isEmpty();
    Lease lease = await(view.lease(0, "edge-1", LEASE));
    assertThat(lease)
        .isEqualTo(new Lease(run, before.sequence(), OWN, mark(3), before.sequence() - 1));
    Written after = apply(mark(3), mark(4), ADA, cell(11, "y"));
    assertThat(after.sequence()).isEqualTo(before.sequence() + 1);
    assertThat(after.holders()).containsOnlyKeys("edge-1");
    assertThat(after.holders().get("edge-1")).isBetween(Duration.ofMillis(1), LEASE);
  }

  @Test
  void aLeaseSaysWhichChangeWasTheLastPurge() {
    Key purge = new Key(Namespace.PURGES, "hard host shop.test");
    Written purged = apply(Watermark.ZERO, mark(1), purge, cell(10, ""));
    Written later = apply(mark(1), mark(2), ADA, cell(11, "x"));

    Lease lease = await(view.lease(0, "edge-1", LEASE));

    assertThat(lease.sequence()).isEqualTo(later.sequence());
    assertThat(lease.purged()).isEqualTo(purged.sequence());
  }

  @Test
  void aChangeThatReadersDoNotSeeLeavesTheSequence() {
    Written before = apply(Watermark.ZERO, mark(1), ADA, cell(10, "x"));
    Written after =
        await(
            writer.apply(
                new Change(run, mark(1), mark(2), Map.of(), Map.of(), 0, HybridTimestamp.ZERO)));
    assertThat(after.sequence()).isEqualTo(before.sequence());
  }

  @Test
  void aLeaseThatRanOutIsNamedNoMore() {
    await(view.lease(0, "edge-1", Duration.ofMillis(1)));
    await(view.lease(0, "edge-2", LEASE));
    AtomicLong offset = new AtomicLong();
    until(
        "only edge-2 is named",
        () -> {
          await(view.lease(0, "edge-2", LEASE));
          long at = offset.getAndIncrement();
          Written written = apply(mark(at), mark(at + 1), ADA, cell(10 + at, "x"));
          return written.holders().keySet().equals(Set.of("edge-2"));
        });
  }

  @Test
  void aLeaseLongerThanAnApplierWaitsForIsRefused() {
    assertThatThrownBy(() -> await(view.lease(0, "edge-1", LEASE.plusMillis(1))))
        .hasMessageContaining("PT0.201S")
        .hasMessageContaining("PT0.2S");
  }

  @Test
  void allCellsAreFoundPageByPage() {
    for (int i = 0; i < 3_000; i += 100) {
      Map<CellName, Cell> cells = new HashMap<>();
      for (int j = i; j < i + 100; j++) {
        cells.put(CellName.of(new Key("a", "*{}[]" + j)), cell(10, "x"));
      }
      await(
          writer.apply(
              new Change(
                  run,
                  mark(i),
                  mark(i + 100),
                  CellCodec.encode(cells),
                  cells,
                  100,
                  HybridTimestamp.ZERO)));
    }
    Map<CellName, Cell> found = new HashMap<>();
    RedisViewWriter.Cells page;
    String cursor = "0";
    do {
      page = await(writer.someCells(cursor));
      found.putAll(page.cells());
      cursor = page.next();
    } while (!page.isLast());
    assertThat(found).hasSize(3_000);
    await(writer.clear("second"));
    assertThat(await(writer.someCells("0")).cells()).isEmpty();
  }

  @Test
  void whatACellHoldsIsFoundByItsTime() {
    long ahead = HybridTimestamp.of(600_000, 0).packed();
    Cell held = Cell.apply(cell(10, "x"), at("eu-west~1", 0), put(ADA, ahead, "y"), 1_000).cell();
    apply(Watermark.ZERO, mark(1), ADA, held);
    assertThat(await(writer.heldBefore(600_000, 10))).isEmpty();
    assertThat(await(writer.heldBefore(600_001, 10))).containsExactly(NAME);
    apply(mark(1), mark(2), ADA, held.at(600_000));
    assertThat(await(writer.heldBefore(600_001, 10))).isEmpty();
  }

  private void assertNotAdopted() {
    assertThatThrownBy(() -> await(view.read(NAME))).hasMessageContaining("NOTADOPTED");
    assertThatThrownBy(() -> await(view.stamp(NAME, HybridTimestamp.ZERO)))
        .hasMessageContaining("NOTADOPTED");
    assertThatThrownBy(() -> await(view.lease(0, "edge-1", LEASE)))
        .isInstanceOf(ViewUnavailableException.class)
        .hasMessageContaining("NOTADOPTED");
  }

  private void assertRefused(String code, Change change) {
    assertThatThrownBy(() -> await(writer.apply(change)))
        .isInstanceOf(ViewUnavailableException.class)
        .hasMessageContaining(code);
  }

  private Written apply(Watermark expected, Watermark next, Key key, Cell cell) {
    return await(writer.apply(change(run, expected, next, key, cell)));
  }

  private static Change change(String run, Watermark expected, Watermark next, Key key, Cell cell) {
    return new Change(
        run,
        expected,
        next,
        CellCodec.encode(Map.of(CellName.of(key), cell)),
        Map.of(CellName.of(key), cell),
        1,
        HybridTimestamp.ZERO);
  }

  private static Cell cell(long packed, String value) {
    return Cell.apply(null, at("us-east~1", 0), put(ADA, packed, value)).cell();
  }

  private static Watermark mark(long next) {
    return Watermark.ZERO.advance(OWN, next);
  }
}
