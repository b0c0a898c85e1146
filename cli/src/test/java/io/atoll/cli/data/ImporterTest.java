package io.atoll.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.atoll.cli.Failure;
import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImporterTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<Integer> statuses = new ArrayList<>();

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
          exchange.getRequestBody().readAllBytes();
          calls.add(
              "%s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI().getRawPath(),
                      exchange.getRequestHeaders().getFirst("Atoll-TTL")));
          exchange.sendResponseHeaders(statuses.isEmpty() ? 204 : statuses.removeFirst(), -1);
          exchange.close();
        });
    edge.start();
    DataApi api = new DataApi("http://127.0.0.1:" + edge.getAddress().getPort(), null);
    importer = new Importer(api, "copies", Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void stop() {
    edge.stop(0);
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
    statuses.addAll(List.of(503, 204, 413));

    assertThatThrownBy(
            () -> read(0, header(), register("a", 60), register("b", 60), new Entry.End(2)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 3");
    assertThat(calls).hasSize(3);
    assertThat(importer.imported()).isEqualTo(1);
    assertThat(importer.lines()).isEqualTo(2);
  }
}
