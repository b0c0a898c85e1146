package io.atoll.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final int BYTES_MAX = 1 << 20;

  private final Pages pages = new Pages(new MemoryBudget(BYTES_MAX, () -> 0), BYTES_MAX);

  private static PageKey key(String target) {
    return new PageKey("http", "shop.test", target);
  }

  private static Page page(int size, String language) {
    FieldList fields = FieldList.of("vary", "accept-language");
    Vary vary = language.isEmpty() ? Vary.NOTHING : Vary.of(fields);
    return new Page(
        new Description(
            new ResponseHead(200, fields),
            new Freshness(60, 0, 0),
            CacheControl.NONE,
            vary,
            vary.variant(FieldList.of("accept-language", language)),
            Set.of(),
            0,
            false),
        Buffer.buffer(new byte[size]));
  }

  private Variants found(String target) {
    return Objects.requireNonNull(pages.find(key(target)));
  }

  @Test
  void theBoundHoldsWhateverIsStored() {
    for (int i = 0; i < 3_000; i++) {
      pages.store(key("/" + i), page(1_000, ""));
      assertThat(pages.bytes()).isLessThanOrEqualTo(BYTES_MAX);
    }
    assertThat(pages.bytes()).isGreaterThan(BYTES_MAX / 2);
  }

  @Test
  void whatIsAskedForOftenSurvivesOnePassOverMuchElse() {
    pages.store(key("/often"), page(1_000, ""));
    for (int i = 0; i < 5_000; i++) {
      pages.find(key("/often"));
      pages.store(key("/" + i), page(1_000, ""));
    }

    assertThat(pages.find(key("/often"))).isNotNull();
  }

  @Test
  void variantsOfAUriAreBoundedAndTheNewestStay() {
    for (int i = 0; i < Variants.PAGES_MAX + 5; i++) {
      pages.store(key("/"), page(1, "l" + i));
    }

    Variants variants = found("/");
    assertThat(variants.pages()).hasSize(Variants.PAGES_MAX);
    assertThat(variants.match(FieldList.of("accept-language", "l20"))).isNotNull();
    assertThat(variants.match(FieldList.of("accept-language", "l0"))).isNull();
  }

  @Test
  void aNewAnswerTakesThePlaceOfTheOldOne() {
    pages.store(key("/"), page(1, "de"));
    pages.store(key("/"), page(2, "de"));
    pages.store(key("/"), page(3, "en"));

    assertThat(found("/").pages()).hasSize(2);
    Page german = found("/").match(FieldList.of("accept-language", "de"));
    assertThat(Objects.requireNonNull(german).body().length()).isEqualTo(2);
    // One that no longer depends on anything answers everybody.
    pages.store(key("/"), page(4, ""));
    assertThat(found("/").pages()).hasSize(1);
  }

  @Test
  void knowingThatAnswersAreForOneAloneNeverDropsOneThatIsNot() {
    pages.noteAlone(key("/a"), 1_000);
    pages.store(key("/b"), page(1, ""));
    pages.noteAlone(key("/b"), 1_000);

    assertThat(found("/a").aloneUntilMillis()).isEqualTo(1_000);
    assertThat(found("/b").pages()).hasSize(1);
    pages.store(key("/a"), page(1, ""));
    assertThat(found("/a").aloneUntilMillis()).isZero();
  }
}
