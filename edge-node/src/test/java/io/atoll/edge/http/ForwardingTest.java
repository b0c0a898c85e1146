package io.atoll.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.CacheStatus.Forwarded;
import io.atoll.edge.http.Forwarding.Client;
import org.junit.jupiter.api.Test;

class ForwardingTest {
  private static final Client STRANGER = new Client("192.0.2.1", "http", "shop.test", false);

  private static FieldList forwarded(Client client, String... fields) {
    return Forwarding.fields(FieldList.of(fields), client, "atoll-eu-west");
  }

  @Test
  void fieldsOfTheConnectionEndHere() {
    FieldList fields =
        forwarded(
            STRANGER,
            "connection",
            "close, X-Hop, x-forwarded-for, Authorization",
            "x-hop",
            "1",
            "keep-alive",
            "5",
            "te",
            "trailers, gzip",
            "upgrade",
            "h2c",
            "transfer-encoding",
            "chunked",
            "authorization",
            "Bearer x",
            "host",
            "shop.test",
            "accept",
            "*/*");

    assertThat(fields.first("accept")).isEqualTo("*/*");
    assertThat(fields.first("authorization")).isEqualTo("Bearer x");
    assertThat(fields.first("x-forwarded-for")).isEqualTo("192.0.2.1");
    assertThat(fields.first("te")).isEqualTo("trailers");
    assertThat(fields.lines("connection")).containsExactly("te");
    for (String name :
        new String[] {"x-hop", "keep-alive", "upgrade", "transfer-encoding", "host"}) {
      assertThat(fields.has(name)).as(name).isFalse();
    }
  }

  @Test
  void aStrangerCannotSayWhereARequestComesFrom() {
    FieldList fields =
        forwarded(
            STRANGER,
            "x-forwarded-for",
            "127.0.0.1",
            "forwarded",
            "for=127.0.0.1",
            "x-real-ip",
            "::1");

    assertThat(fields.lines("x-forwarded-for")).containsExactly("192.0.2.1");
    assertThat(fields.lines("forwarded"))
        .containsExactly("for=192.0.2.1;proto=http;host=\"shop.test\"");
    assertThat(fields.has("x-real-ip")).isFalse();
  }

  @Test
  void oneOfUsIsBelieved() {
    FieldList fields =
        forwarded(
            new Client("10.0.0.1", "http", "shop.test", true),
            "forwarded",
            "for=192.0.2.1",
            "x-forwarded-for",
            "192.0.2.1");

    assertThat(fields.lines("forwarded")).containsExactly("for=192.0.2.1");
    assertThat(fields.lines("x-forwarded-for")).containsExactly("192.0.2.1");
  }

  @Test
  void anAddressWithColonsIsQuoted() {
    FieldList fields = forwarded(new Client("2001:db8::1", "https", "shop.test", false));

    assertThat(fields.first("forwarded"))
        .isEqualTo("for=\"[2001:db8::1]\";proto=https;host=\"shop.test\"");
  }

  @Test
  void aRequestThatWasHereBeforeIsKnown() {
    assertThat(Forwarding.loops(FieldList.of("cdn-loop", "a, atoll-eu-west;x=1"), "atoll-eu-west"))
        .isTrue();
    assertThat(Forwarding.loops(FieldList.of("cdn-loop", "atoll-eu-west2"), "atoll-eu-west"))
        .isFalse();
    // Nobody can take the mark away by calling it a field of the connection.
    assertThat(forwarded(STRANGER, "connection", "cdn-loop", "cdn-loop", "a").lines("cdn-loop"))
        .containsExactly("a", "atoll-eu-west");
  }

  @Test
  void cacheStatusSaysWhatHappened() {
    assertThat(CacheStatus.hit(-3, null)).isEqualTo("atoll; hit; ttl=-3");
    assertThat(CacheStatus.hit(5, "L2")).isEqualTo("atoll; hit; ttl=5; detail=L2");
    assertThat(CacheStatus.forwarded(Forwarded.URI_MISS, 200, true, true, null))
        .isEqualTo("atoll; fwd=uri-miss; fwd-status=200; stored; collapsed");
    assertThat(CacheStatus.forwarded(Forwarded.BYPASS, 0, false, false, "upstream-down"))
        .isEqualTo("atoll; fwd=bypass; detail=upstream-down");
  }
}
