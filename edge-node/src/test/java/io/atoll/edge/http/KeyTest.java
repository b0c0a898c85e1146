package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.KeyPolicy.Query;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
  private static String target(Query query, boolean sorted, String target) {
    return new KeyPolicy(query, Set.of("a"), sorted, Set.of()).target(target);
  }

  @Test
  void theQueryCountsAsItsPolicySays() {
    assertThat(KeyPolicy.PLAIN.target("/x?b=1&a=2")).isEqualTo("/x?b=1&a=2");
    assertThat(target(Query.ALL, true, "/x?b=1&a=2")).isEqualTo("/x?a=2&b=1");
    assertThat(target(Query.NONE, false, "/x?b=1&a=2")).isEqualTo("/x");
    assertThat(target(Query.ONLY, false, "/x?b=1&a=2&a&ab=3")).isEqualTo("/x?a=2&a");
    assertThat(target(Query.EXCEPT, false, "/x?b=1&a=2&ab=3")).isEqualTo("/x?b=1&ab=3");
    assertThat(target(Query.NONE, false, "/x")).isEqualTo("/x");
  }

  @Test
  void onlyNamedCookiesCount() {
    KeyPolicy policy = new KeyPolicy(Query.ALL, Set.of(), false, Set.of("lang"));

    PageKey german = policy.key("http", "h", "/", FieldList.of("cookie", "id=7; lang=de"));
    assertThat(german).isEqualTo(policy.key("http", "h", "/", FieldList.of("cookie", "lang=de")));
    assertThat(german).isNotEqualTo(policy.key("http", "h", "/", FieldList.EMPTY));
    assertThat(policy.key("http", "h", "/", FieldList.of("cookie", "id=7")))
        .isEqualTo(policy.key("http", "h", "/", FieldList.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({
    "Example.COM, http, example.com",
    "example.com:80, http, example.com",
    "example.com:80, https, example.com:80",
    "example.com:443, https, example.com",
    "[::1]:80, http, [::1]",
    "[::80], http, [::80]",
  })
  void hostsAreComparedInOneForm(String text, String scheme, String normal) {
    assertThat(Authority.parse(text, scheme)).contains(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a@b", "a/b", "a:", "a:x", "a:70000", "a:1:2", "[::1", "ä", "a?b"})
  void whatIsNoHostIsRefused(String text) {
    assertThat(Authority.parse(text, "http")).isEmpty();
  }

  @Test
  void anUnsafeRequestInvalidatesItsOwnAndWhatItsAnswerNamesOfTheSameOrigin() {
    PageKey requested = new PageKey("http", "shop.test", "/cart/7?x=1");

    assertThat(invalidated(requested, 201, "location", "/orders/8", "content-location", "../cart"))
        .containsExactlyInAnyOrder(
            requested,
            new PageKey("http", "shop.test", "/orders/8"),
            new PageKey("http", "shop.test", "/cart"));
    assertThat(invalidated(requested, 303, "location", "HTTP://Shop.Test:80/a?b"))
        .contains(new PageKey("http", "shop.test", "/a?b"));
    assertThat(invalidated(requested, 200, "location", "http://other.test/a"))
        .containsExactly(requested);
    assertThat(invalidated(requested, 200, "location", "https://shop.test/a"))
        .containsExactly(requested);
    assertThat(invalidated(requested, 200, "location", "::not a uri")).containsExactly(requested);
    assertThat(invalidated(requested, 404, "location", "/a")).isEmpty();
  }

  private static Set<PageKey> invalidated(PageKey requested, int status, String... fields) {
    return UnsafeRequest.invalidated(requested, new ResponseHead(status, FieldList.of(fields)));
  }

  @Test
  void tagsComeFromEveryFieldThatNamesThem() {
    assertThat(
            Tags.of(
                FieldList.of(
                    "cache-groups", "\"a\", \"b c\";x, token",
                    "surrogate-key", "d  e",
                    "cache-tag", "f, g h")))
        .containsExactly("a", "b c", "d", "e", "f", "g h");
    assertThat(Tags.of(FieldList.of("cache-groups", "\"a\", \"b"))).isEmpty();
    assertThat(Tags.of(FieldList.of("surrogate-key", "x".repeat(Tags.LENGTH_MAX + 1)))).isEmpty();
    assertThat(Tags.invalidated(FieldList.of("cache-group-invalidation", "\"a\"")))
        .containsExactly("a");
  }
}
