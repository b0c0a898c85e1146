package io.atoll.edge.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Outcome;
import io.vertx.core.Future;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionWritesTest {
  private static final IncarnationId LOG = new IncarnationId(RegionId.of("us-east"), "one");
  private static final IncarnationId NEXT_LOG = new IncarnationId(RegionId.of("us-east"), "two");
  private static final WaitEnd TIMED_OUT = new WaitEnd.TimedOut();
  private static final WaitEnd VISIBLE = new WaitEnd.Visible(null);

  private final PartitionWrites writes = new PartitionWrites();

  private Future<WaitEnd> await(IncarnationId log, long offset, long deadline) {
    return writes.await(new Position(log, 0, offset), deadline);
  }

  private static WaitEnd visible(Outcome outcome) {
    return new WaitEnd.Visible(verdict(outcome));
  }

  private static Verdict verdict(Outcome outcome) {
    return new Verdict(outcome, new HybridTimestamp(7));
  }

  @Test
  void anAppliedMessageEndsTheWaitOfEverythingBeforeIt() {
    Future<WaitEnd> first = await(LOG, 0, 100);
    Future<WaitEnd> second = await(LOG, 1, 100);
    Future<WaitEnd> third = await(LOG, 2, 100);

    writes.applied(LOG, 2, Map.of(1L, verdict(Outcome.REPLACED)));

    assertThat(first.result()).isEqualTo(VISIBLE);
    assertThat(second.result()).isEqualTo(visible(Outcome.REPLACED));
    assertThat(third.isComplete()).isFalse();
    assertThat(writes.size()).isEqualTo(1);
  }

  @Test
  void aMessageThatOvertakesTheLogsConfirmationIsRemembered() {
    writes.applied(LOG, 8, Map.of(7L, verdict(Outcome.CREATED)));

    assertThat(await(LOG, 7, 100).result()).isEqualTo(visible(Outcome.CREATED));
  }

  @Test
  void aWriteThatIsNotVisibleByItsDeadlineIsLetGo() {
    Future<WaitEnd> write = await(LOG, 0, 100);

    writes.tick(99);
    assertThat(write.isComplete()).isFalse();
    writes.tick(100);

    assertThat(write.result()).isEqualTo(TIMED_OUT);
    assertThat(writes.size()).isZero();
  }

  @Test
  void aLeaseReplyProvesALittleLaterThatEverythingBeforeItIsVisible() {
    Future<WaitEnd> proven = await(LOG, 4, 1_000);
    Future<WaitEnd> notYet = await(LOG, 5, 1_000);

    writes.proven(LOG, 5, 300);
    writes.proven(LOG, 5, 350);
    writes.tick(299);
    assertThat(proven.isComplete()).isFalse();
    writes.tick(300);

    assertThat(proven.result()).isEqualTo(VISIBLE);
    assertThat(notYet.isComplete()).isFalse();
  }

  @Test
  void offsetsOfAnotherLogProveNothing() {
    Future<WaitEnd> write = await(LOG, 0, 1_000);

    writes.applied(NEXT_LOG, 100, Map.of());
    writes.proven(NEXT_LOG, 100, 1);
    writes.tick(2);

    assertThat(write.isComplete()).isFalse();
  }

  @Test
  void aNewLogLetsGoOfWhatWaitedForTheFormerOne() {
    writes.applied(LOG, 50, Map.of());
    Future<WaitEnd> former = await(LOG, 50, 1_000);

    Future<WaitEnd> write = await(NEXT_LOG, 0, 1_000);

    assertThat(former.result()).isEqualTo(TIMED_OUT);
    assertThat(write.isComplete()).isFalse();
    writes.applied(NEXT_LOG, 1, Map.of(0L, verdict(Outcome.CREATED)));
    assertThat(write.result()).isEqualTo(visible(Outcome.CREATED));
  }
}
