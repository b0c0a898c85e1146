package io.atoll.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.ResponsePolicy;
import io.atoll.edge.http.Vary;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Fetched;
import io.atoll.edge.page.MemoryBudget;
import io.atoll.edge.page.SharedBody;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever can see the end of an answer is answered from memory when asking again. */
class FillingTest {
  private static final int MAX = 10;

  /** What was stored, and how often readers were told that there is more, in order. */
  private final List<String> events = new ArrayList<>();

  private Filling filling(String... fields) {
    FieldList all = FieldList.of(fields);
    SharedBody body =
        Objects.requireNonNull(SharedBody.begin(MAX, MAX, new MemoryBudget(1 << 20, () -> 0)));
    body.reader(() -> events.add("told"));
    Fetched.Coming coming =
        new Fetched.Coming(
            new Description(
                new ResponseHead(200, all),
                new Freshness(60, 0, 0),
                ResponsePolicy.of(all).control(),
                Vary.NOTHING,
                Vary.NOTHING.variant(FieldList.EMPTY),
                Set.of(),
                0,
                false),
            body,
            200);
    return new Filling(
        coming, page -> events.add("stored " + page.body()), came -> events.add("cut " + came));
  }

  @Test
  void withALengthItIsStoredBeforeTheLastByteIsPassedOn() {
    Filling filling = filling("content-length", "4");
    filling.append(Buffer.buffer("ab"));
    filling.append(Buffer.buffer("cd"));
    filling.end(true);
    assertThat(events).containsExactly("told", "stored abcd", "told", "told");
  }

  @Test
  void withoutALengthItIsStoredBeforeItsEndIsPassedOn() {
    Filling filling = filling();
    filling.append(Buffer.buffer("ab"));
    filling.append(Buffer.buffer("cd"));
    filling.end(true);
    assertThat(events).containsExactly("told", "told", "stored abcd", "told");
  }

  @Test
  void anEmptyBodyIsStoredToo() {
    filling("content-length", "0").end(true);
    assertThat(events).containsExactly("stored ", "told");
  }

  @Test
  void ofWhatBreaksOffThatWhichCameIsKeptBeforeAnybodyKnows() {
    Filling broken = filling("content-length", "4");
    broken.append(Buffer.buffer("ab"));
    broken.end(false);
    filling("content-length", "4").end(false);
    assertThat(events).containsExactly("told", "cut ab", "told", "told");
  }

  @Test
  void whatIsTooLargeIsNotStored() {
    Filling large = filling();
    large.append(Buffer.buffer("0123456789"));
    large.append(Buffer.buffer("a"));
    large.end(true);
    Filling broken = filling();
    broken.append(Buffer.buffer("0123456789a"));
    broken.end(false);
    assertThat(events).containsOnly("told");
  }
}
