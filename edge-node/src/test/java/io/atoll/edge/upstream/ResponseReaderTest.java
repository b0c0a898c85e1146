package io.atoll.edge.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
  /** Writes down what it is told. */
  private static final class Told implements ResponseReader.Events {
    final List<String> events = new ArrayList<>();
    final StringBuilder content = new StringBuilder();
    ResponseHead head = new ResponseHead(999, FieldList.EMPTY);
    boolean flowing = true;

    @Override
    public void goOn() {
      events.add("go on");
    }

    @Override
    public void switched(FieldList fields) {
      events.add("switched " + fields.first("upgrade"));
    }

    @Override
    public void head(ResponseHead told) {
      head = told;
      events.add("head " + told.status());
    }

    @Override
    public boolean isFlowing() {
      return flowing;
    }

    @Override
    public void content(ByteBuf in, int length) {
      content.append(in.readCharSequence(length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void end(FieldList trailers, boolean keeps) {
      String more = trailers.all().isEmpty() ? "" : " " + trailers.all();
      events.add("end" + (keeps ? ", keeps" : ", closes") + more);
    }
  }

  private final Told told = new Told();
  private final ResponseReader reader = new ResponseReader(told);

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static String text(String... pieces) {
    return String.join("", pieces);
  }

  private ByteBuf read(String text) throws Exception {
    return readTo("GET", text);
  }

  private ByteBuf readTo(String method, String text) throws Exception {
    reader.expect(method.equals("HEAD"));
    ByteBuf in = bytes(text);
    reader.read(in);
    return in;
  }

  @Test
  void anAnswerOfAKnownLengthEndsThere() throws Exception {
    ByteBuf in = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\nhellomore");

    assertThat(told.events).containsExactly("head 200", "end, keeps");
    assertThat(told.content).hasToString("hello");
    assertThat(told.head.fields().first("etag")).isEqualTo("\"x\"");
    assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("more");
  }

  @Test
  void chunksAreJoinedAndTrailersTold() throws Exception {
    read(
        text(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "5\r\nhello\r\n00A ;x=\"1\"\r\n, you ther\r\n1\r\ne\r\n0\r\nX-Sum: 16\r\n",
            "Content-Length: 9\r\nTransfer-Encoding: gzip\r\n\r\n"));

    assertThat(told.content).hasToString("hello, you there");
    assertThat(told.events).containsExactly("head 200", "end, keeps [Field[name=x-sum, value=16]]");
  }

  @Test
  void itMakesNoDifferenceWhereBytesAreCut() throws Exception {
    String text =
        text(
            "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 201 Made\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "3\r\nabc\r\n2\r\nde\r\n0\r\nT: 2\r\n\r\n");
    for (int cut = 1; cut < text.length(); cut++) {
      Told each = new Told();
      ResponseReader cutting = new ResponseReader(each);
      cutting.expect(false);
      ByteBuf in = bytes(text.substring(0, cut));
      cutting.read(in);
      in.writeCharSequence(text.substring(cut), StandardCharsets.ISO_8859_1);
      cutting.read(in);

      assertThat(each.events)
          .as("cut at %d", cut)
          .containsExactly("go on", "head 201", "end, keeps [Field[name=t, value=2]]");
      assertThat(each.content).as("cut at %d", cut).hasToString("abcde");
    }
  }

  @Test
  void withoutALengthItEndsWithTheConnection() throws Exception {
    ByteBuf in = read("HTTP/1.1 200 OK\r\n\r\nall of it");

    assertThat(told.events).containsExactly("head 200");
    assertThat(reader.close()).isTrue();
    reader.read(in);
    assertThat(told.events).containsExactly("head 200", "end, closes");
    assertThat(told.content).hasToString("all of it");
  }

  @Test
  void aConnectionThatEndsTooEarlyBreaksTheAnswerOff() throws Exception {
    read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");

    assertThat(reader.close()).isFalse();
  }

  @Test
  void someAnswersHaveNoContentWhateverTheySay() throws Exception {
    readTo("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    read("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
    read("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n");

    assertThat(told.events)
        .containsExactly(
            "head 200", "end, keeps", "head 304", "end, keeps", "head 204", "end, keeps");
  }

  @Test
  void contentWaitsUntilItIsWanted() throws Exception {
    told.flowing = false;
    ByteBuf in = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assertThat(told.events).containsExactly("head 200");
    assertThat(told.content).isEmpty();
    assertThat(reader.isInAnswer()).isTrue();

    told.flowing = true;
    reader.read(in);
    assertThat(told.content).hasToString("ok");
    assertThat(told.events).containsExactly("head 200", "end, keeps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        // Both framings: somebody may have been led to it (RFC 9112 section 6.1).
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      })
  void noOtherAnswerComesAfterIt(String text) throws Exception {
    read(text);

    assertThat(told.events).containsExactly("head 200", "end, closes");
  }

  @Test
  void anOldServerMayKeepItsConnection() throws Exception {
    read("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");

    assertThat(told.events).containsExactly("head 200", "end, keeps");
  }

  @Test
  void whatEndsWithTheConnectionIsNotToldOf() throws Exception {
    read(
        text(
            "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n",
            "X-End: 2\r\nContent-Length: 0\r\n\r\n"));

    assertThat(told.head.fields()).isEqualTo(FieldList.of("x-end", "2", "content-length", "0"));
  }

  @Test
  void oneLengthSaidSeveralTimesIsOne() throws Exception {
    read("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok");

    assertThat(told.head.fields().lines("content-length")).containsExactly("2");
    assertThat(told.content).hasToString("ok");
  }

  @Test
  void ofBothFramingsTheChunksCount() throws Exception {
    read(
        text(
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "2\r\nok\r\n0\r\n\r\n"));

    assertThat(told.content).hasToString("ok");
    assertThat(told.head.fields().has("content-length")).isFalse();
  }

  @Test
  void blanksBeforeAColonAreTakenAway() throws Exception {
    read("HTTP/1.1 200 OK\r\nX-A \t: 1 \r\nContent-Length : 0\r\n\r\n");

    assertThat(told.head.fields().first("x-a")).isEqualTo("1");
    assertThat(told.events).containsExactly("head 200", "end, keeps");
  }

  @Test
  void behindASwitchThatWasAskedForNothingIsRead() throws Exception {
    reader.expectSwitch();
    ByteBuf in =
        bytes(
            text(
                "HTTP/1.1 103 Early Hints\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n"));
    reader.read(in);

    assertThat(told.events).containsExactly("switched websocket");
    assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
  }

  @Test
  void aSwitchIsAskedForOnce() throws Exception {
    reader.expectSwitch();
    reader.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

    assertThatThrownBy(() -> read("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n"))
        .isInstanceOf(ResponseReader.MalformedException.class);
  }

  @Test
  void thereIsNoSwitchInHttp10() {
    reader.expectSwitch();

    assertThatThrownBy(() -> reader.read(bytes("HTTP/1.0 101 Switching\r\n\r\n")))
        .isInstanceOf(ResponseReader.MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200OK\r\n\r\n",
        "HTTP/1.1 200 O\rK\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n",
        "<html>\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: empty\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA B: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: 1\rB: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1 x\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a\rb\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno field\r\n\r\n"
      })
  void whatCouldBeReadInTwoWaysIsNoAnswer(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ResponseReader.MalformedException.class);
  }

  @Test
  void aHeaderIsBoundedBeforeItsEndIsThere() {
    String endless = "HTTP/1.1 200 OK\r\nA: " + "x".repeat(ResponseReader.HEADER_BYTES_MAX);

    assertThatThrownBy(() -> read(endless))
        .isInstanceOf(ResponseReader.MalformedException.class)
        .hasMessageContaining("65536");
    assertThatThrownBy(() ->
            read(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1"
                    + ";".repeat(ResponseReader.HEADER_BYTES_MAX)))
        .isInstanceOf(ResponseReader.MalformedException.class);
  }
}
