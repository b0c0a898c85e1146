package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CompressibleTest {
  private static final Compressible COMPRESSIBLE =
      new Compressible(Set.of("text/*", "application/json"), 1000);

  private static boolean is(int status, String... fields) {
    return COMPRESSIBLE.includes(new ResponseHead(status, FieldList.of(fields)));
  }

  @Test
  void theTypeCountsWhateverItsCaseAndParameters() {
    assertThat(is(200, "content-type", "Text/HTML; charset=utf-8")).isTrue();
    assertThat(is(404, "content-type", "application/json")).isTrue();
    assertThat(is(200, "content-type", "image/png")).isFalse();
    assertThat(is(200, "content-type", "textual/html")).isFalse();
    assertThat(is(200)).isFalse();
    assertThat(is(200, "content-type", "text/html", "content-type", "image/png")).isFalse();
  }

  @Test
  void whatIsEncodedAlreadyOrAPartOrHasNoContentStaysAsItIs() {
    assertThat(is(200, "content-type", "text/html", "content-encoding", "gzip")).isFalse();
    assertThat(is(206, "content-type", "text/html", "content-range", "bytes 0-9/100")).isFalse();
    assertThat(is(204, "content-type", "text/html")).isFalse();
    assertThat(is(304, "content-type", "text/html")).isFalse();
  }

  @Test
  void shortContentsStayAsTheyAre() {
    assertThat(is(200, "content-type", "text/html", "content-length", "999")).isFalse();
    assertThat(is(200, "content-type", "text/html", "content-length", "1000")).isTrue();
  }

  @Test
  void whoForbidsTransformingOrVouchesForTheBytesIsObeyed() {
    assertThat(is(200, "content-type", "text/html", "cache-control", "max-age=1, No-Transform"))
        .isFalse();
    assertThat(is(200, "content-type", "text/html", "content-digest", "sha-256=:AA==:")).isFalse();
    assertThat(is(200, "content-type", "text/html", "repr-digest", "sha-256=:AA==:")).isFalse();
  }

  @Test
  void itIsSaidOnceThatTheAnswerDependsOnWhatTheClientAccepts() {
    assertThat(Compressible.varied(FieldList.EMPTY).lines("vary"))
        .containsExactly("Accept-Encoding");
    assertThat(Compressible.varied(FieldList.of("vary", "accept-encoding, cookie")).lines("vary"))
        .containsExactly("accept-encoding, cookie");
    assertThat(Compressible.varied(FieldList.of("vary", "*")).lines("vary")).containsExactly("*");
  }

  @Test
  void anotherCodingIsAnotherRepresentation() {
    FieldList identity =
        FieldList.of(
            "etag", "\"v1\"", "content-length", "5", "accept-ranges", "bytes", "vary", "cookie");

    assertThat(ContentCoding.BR.describe(identity).all())
        .containsExactlyInAnyOrder(
            new Field("etag", "W/\"v1\""),
            new Field("vary", "cookie"),
            new Field("content-encoding", "br"));
    assertThat(ContentCoding.GZIP.describe(FieldList.of("etag", "W/\"v1\"")).lines("etag"))
        .containsExactly("W/\"v1\"");
  }
}
