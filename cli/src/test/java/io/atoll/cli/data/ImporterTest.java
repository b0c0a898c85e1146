package io.atoll.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.atoll.cli.Failure;
import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Kind;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImporterTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Integer>> statuses = new ConcurrentHashMap<>();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final LongAccumulator mostAtOnce = new LongAccumulator(Long::max, 0);
  private CountDownLatch together = new CountDownLatch(0);

  @SuppressWarnings("NullAway.Init")
  private HttpServer edge;

  @SuppressWarnings("NullAway.Init")
  private Importer importer;

  @BeforeEach
  void start() throws IOException {
    edge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    edge.createContext(
        "/",
        exchange -> {
          mostAtOnce.accumulate(atOnce.incrementAndGet());
          exchange.getRequestBody().readAllBytes();
          calls.add(
              "%s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI().getRawPath(),
                      exchange.getRequestHeaders().getFirst("Atoll-TTL")));
          together.countDown();
          awaitOthers();
          Queue<Integer> own = statuses.get(exchange.getRequestURI().getRawPath());
          Integer status = own == null ? null : own.poll();
          atOnce.decrementAndGet();
          exchange.sendResponseHeaders(status == null ? 204 : status, -1);
          exchange.close();
        });
    edge.setExecutor(threads);
    edge.start();
    DataApi api = new DataApi("http://127.0.0.1:" + edge.getAddress().getPort(), null);
    importer = new Importer(api, "copies", Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void stop() {
    edge.stop(0);
    threads.shutdownNow();
  }

  private void awaitOthers() {
    try {
      if (!together.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("%d others do not come".formatted(together.getCount()));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Entry[] many(int count) {
    List<Entry> entries = new ArrayList<>(List.of(header()));
    for (int i = 1; i <= count; i++) {
      entries.add(register("key-" + i, 60));
    }
    entries.add(new Entry.End(count));
    return entries.toArray(Entry[]::new);
  }

  private void read(long skip, Entry... entries) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      text.append(entry.line()).append('\n');
    }
    importer.run(new BufferedReader(new StringReader(text.toString())), skip);
  }

  private static Entry header() {
    return new Entry.Header("x", "profiles", Kind.REGISTER);
  }

  private static Entry register(String name, int secondsLeft) {
    return new Entry.Register(name, Bytes.EMPTY, "a/b", NOW.plusSeconds(secondsLeft));
  }

  @Test
  void whatHasExpiredIsLeftOutAndTheRestKeepsItsDeadline() throws Exception {
    read(0, header(), register("a", 60), register("b", 0), new Entry.End(2));

    assertThat(calls).containsExactly("PUT /v1/kv/copies/a 60");
    assertThat(importer.imported()).isEqualTo(1);
    assertThat(importer.expired()).isEqualTo(1);
  }

  @Test
  void linesThatAreDoneAreSkipped() throws Exception {
    read(2, header(), register("a", 60), register("b/c d", 60), new Entry.End(2));

    assertThat(calls).containsExactly("PUT /v1/kv/copies/b%2Fc%20d 60");
  }

  @Test
  void anExportThatIsNotWholeIsAFailureAlsoAfterAResumedOne() {
    assertThatThrownBy(() -> read(0, header(), register("a", 60)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("ends after line 2");
    assertThatThrownBy(() -> read(0, header(), new Entry.End(0), header()))
        .isInstanceOf(Failure.class);
  }

  @Test
  void aRefusalNamesItsLineAndAnEdgeThatIsAwayForAMomentIsAskedAgain() throws Exception {
    statuses.put("/v1/kv/copies/a", new ConcurrentLinkedQueue<>(List.of(503, 204)));
    statuses.put("/v1/kv/copies/b", new ConcurrentLinkedQueue<>(List.of(413)));

    assertThatThrownBy(
            () -> read(0, header(), register("a", 60), register("b", 60), new Entry.End(2)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 3");
    assertThat(calls).hasSize(3);
    assertThat(importer.imported()).isEqualTo(1);
    assertThat(importer.lines()).isEqualTo(2);
  }

  @Test
  void asManyEntriesAreWrittenAtOnceAsThereAreConnections() throws Exception {
    together = new CountDownLatch(Importer.AT_ONCE);

    read(0, many(10 * Importer.AT_ONCE));

    assertThat(calls).hasSize(10 * Importer.AT_ONCE).doesNotHaveDuplicates();
    assertThat(importer.imported()).isEqualTo(10 * Importer.AT_ONCE);
    assertThat(importer.lines()).isEqualTo(10 * Importer.AT_ONCE + 2);
  }

  @Test
  void anEntryThatComesTwiceIsWrittenOneAfterAnother() throws Exception {
    read(0, header(), register("a", 60), register("b", 60), register("a", 70), new Entry.End(3));

    assertThat(calls).hasSize(3);
    assertThat(calls.indexOf("PUT /v1/kv/copies/a 60"))
        .isLessThan(calls.indexOf("PUT /v1/kv/copies/a 70"));
  }

  /** What is under way is waited for, and told, but not to be skipped. */
  @Test
  void onlyLinesUpToTheFirstFailureCountAsDone() {
    statuses.put("/v1/kv/copies/key-100", new ConcurrentLinkedQueue<>(List.of(413)));

    assertThatThrownBy(() -> read(0, many(200)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 101");
    assertThat(importer.lines()).isEqualTo(100);
    assertThat(calls).hasSizeLessThan(100 + Importer.AT_ONCE);
    assertThat(importer.imported()).isEqualTo(calls.size() - 1);
  }

  @Test
  void whatIsReadBeforeALineThatIsNoEntryIsDone() {
    String text = header().line() + "\n" + register("a", 60).line() + "\nnonsense\n";

    assertThatThrownBy(() -> importer.run(new BufferedReader(new StringReader(text)), 0))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 3");
    assertThat(importer.imported()).isEqualTo(1);
    assertThat(importer.lines()).isEqualTo(2);
  }

  /** To add one twice is not as good as once: what is behind a failure must not have been begun. */
  @Test
  void countersAreAddedOneAfterAnother() {
    statuses.put("/v1/counters/copies/b", new ConcurrentLinkedQueue<>(List.of(409)));

    assertThatThrownBy(() ->
            read(
                0,
                new Entry.Header("x", "hits", Kind.COUNTER),
                new Entry.Counter("a", 1),
                new Entry.Counter("b", 1),
                new Entry.Counter("c", 1),
                new Entry.End(3)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 3");
    assertThat(calls)
        .containsExactly("POST /v1/counters/copies/a null", "POST /v1/counters/copies/b null");
  }

  @Test
  void whatIsReadBeforeTheFileBreaksOffIsDone() {
    String text = header().line() + "\n" + register("a", 60).line() + "\n";
    Reader broken =
        new FilterReader(new StringReader(text)) {
          @Override
          public int read(char[] into, int from, int length) throws IOException {
            int count = super.read(into, from, length);
            if (count < 0) {
              throw new IOException("the disk is gone");
            }
            return count;
          }
        };

    assertThatThrownBy(() -> importer.run(new BufferedReader(broken), 0))
        .isInstanceOf(IOException.class);
    assertThat(importer.imported()).isEqualTo(1);
    assertThat(importer.lines()).isEqualTo(2);
  }

  /** Others write too. */
  @Test
  void largeValuesAreFewerAtOnce() throws Exception {
    together = new CountDownLatch(8);
    List<Entry> entries = new ArrayList<>(List.of(header()));
    for (int i = 0; i < 32; i++) {
      entries.add(
          new Entry.Register("key-" + i, Bytes.wrap(new byte[1 << 20]), "a/b", NOW.plusSeconds(9)));
    }
    entries.add(new Entry.End(32));

    read(0, entries.toArray(Entry[]::new));

    assertThat(importer.imported()).isEqualTo(32);
    assertThat(mostAtOnce.get()).isEqualTo(8);
  }
}
