package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.Storing.Reason;
import io.atoll.edge.http.Storing.Refuse;
import io.atoll.edge.http.Storing.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoringTest {
  private static final long NOW = 1_764_000_000_000L;

  private static Storing decide(String method, FieldList request, int status, String... fields) {
    ResponseHead response = new ResponseHead(status, FieldList.of(fields));
    ResponsePolicy policy = ResponsePolicy.of(response.fields());
    Freshness freshness = Freshness.of(response, policy, NOW, NOW, Heuristics.USUAL);
    return Storing.decide(new RequestHead(method, request), response, policy, freshness);
  }

  private static Storing get(int status, String... fields) {
    return decide("GET", FieldList.EMPTY, status, fields);
  }

  private static Refuse refused(Reason reason) {
    return new Refuse(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-store, max-age=60        | NO_STORE",
        "private, max-age=60         | PRIVATE",
        "max-age=0                   | NO_USE",
        "max-age=x                   | NO_USE",
        "s-maxage=0, max-age=60      | NO_USE",
        "public                      | NO_USE",
      })
  void anAnswerThatForbidsItOrIsOfNoUseIsNotStored(String cacheControl, Reason reason) {
    assertThat(get(200, "cache-control", cacheControl)).isEqualTo(refused(reason));
  }

  @Test
  void anAnswerWithALifetimeIsStored() {
    assertThat(get(200, "cache-control", "max-age=60")).isInstanceOf(Store.class);
    assertThat(get(599, "cache-control", "max-age=60")).isInstanceOf(Store.class);
    assertThat(get(302, "cache-control", "s-maxage=60")).isInstanceOf(Store.class);
    assertThat(get(404)).isInstanceOf(Store.class);
  }

  @Test
  void aStaleAnswerIsStoredIfItCanBeAskedAbout() {
    assertThat(get(200, "etag", "\"a\"")).isInstanceOf(Store.class);
    assertThat(get(200, "cache-control", "no-cache, max-age=5", "etag", "\"a\""))
        .isInstanceOf(Store.class);
    assertThat(get(200, "cache-control", "max-age=0, stale-if-error=60")).isInstanceOf(Store.class);
    assertThat(get(302, "etag", "\"a\"")).isEqualTo(refused(Reason.NO_USE));
  }

  @Test
  void onlyAnswersToGetAreStored() {
    for (String method : new String[] {"POST", "HEAD", "PUT", "get", "PURGE"}) {
      assertThat(decide(method, FieldList.EMPTY, 200, "cache-control", "max-age=60"))
          .as(method)
          .isEqualTo(refused(Reason.METHOD));
    }
  }

  @Test
  void aRequestCanForbidIt() {
    assertThat(
            decide(
                "GET",
                FieldList.of("cache-control", "no-store"),
                200,
                "cache-control",
                "max-age=60"))
        .isEqualTo(refused(Reason.REQUEST_NO_STORE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60                   | false",
        "max-age=60, public           | true",
        "max-age=60, must-revalidate  | true",
        "s-maxage=60                  | true",
        "s-maxage=x, max-age=60       | false",
        "max-age=60, proxy-revalidate | false",
      })
  void anAnswerToSomebodyIsStoredOnlyIfItSaysSo(String cacheControl, boolean stored) {
    Storing decision =
        decide(
            "GET",
            FieldList.of("authorization", "Bearer x"),
            200,
            "cache-control",
            cacheControl.strip());

    assertThat(decision instanceof Store).isEqualTo(stored);
  }

  @Test
  void mustUnderstandReplacesNoStoreForThoseWhoDo() {
    String both = "must-understand, no-store, max-age=60";

    assertThat(get(200, "cache-control", both)).isInstanceOf(Store.class);
    assertThat(get(599, "cache-control", both)).isEqualTo(refused(Reason.NOT_UNDERSTOOD));
  }

  @Test
  void anAnswerThatVariesOnAnythingIsNotStored() {
    for (String vary : new String[] {"*", "accept, *", "a b", "\"x\""}) {
      assertThat(get(200, "cache-control", "max-age=60", "vary", vary))
          .as(vary)
          .isEqualTo(refused(Reason.VARY_ANY));
    }
  }

  @Test
  void aCookieIsGivenToEverybodyOnlyIfTheAnswerIsForEverybody() {
    assertThat(get(200, "cache-control", "max-age=60", "set-cookie", "a=b"))
        .isEqualTo(refused(Reason.SET_COOKIE));
    assertThat(get(200, "cache-control", "max-age=60, public", "set-cookie", "a=b"))
        .isInstanceOf(Store.class);
  }

  @Test
  void aPartIsNotStoredAsAWhole() {
    assertThat(get(206, "cache-control", "max-age=60")).isEqualTo(refused(Reason.PARTIAL));
  }

  @Test
  void fieldsOfTheConnectionAndOfTheFirstReaderAreNotStored() {
    Storing decision =
        get(
            200,
            "connection",
            "x-hop, cache-control",
            "keep-alive",
            "5",
            "cache-control",
            "max-age=60, private=\"set-cookie\", no-cache=\"x-b\"",
            "set-cookie",
            "a=b",
            "cache-control",
            "public");

    assertThat(decision)
        .isInstanceOfSatisfying(
            Store.class,
            store ->
                assertThat(store.without())
                    .contains("x-hop", "connection", "keep-alive", "set-cookie", "x-b")
                    .doesNotContain("cache-control"));
  }
}
