package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.HopByHop;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Statuses;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;

/**
 * Reads the answers of one connection (RFC 9112), one after another. It is strict: what two readers
 * might understand differently is no answer, so that no upstream can slip one request the answer to
 * another.
 *
 * <p>It goes from the head of an answer, which may follow interim ones, to the body, and waits
 * until the next request is sent. Of a head it decides what frames the body, and whether the
 * connection may carry another answer; a {@link ResponseBodyReader} then reads that body.
 */
final class ResponseReader {
  /** Of all header fields together, and of all trailer fields. */
  static final int HEADER_BYTES_MAX = 64 << 10;

  private static final int SWITCHING = 101;

  /** What is told of answers, in their order. */
  interface Events {
    /** The upstream asks for the body of the request (RFC 9110 section 15.2.1). */
    void goOn();

    /** The upstream goes on with another protocol: what follows is no HTTP, and is left unread. */
    void switched(FieldList fields);

    void head(ResponseHead head);

    /** Whether content, and the end, may be told now. Asked again before each. */
    boolean isFlowing();

    /**
     * A piece of the content.
     *
     * @param length of it, the next so many bytes, which must be read
     */
    void content(ByteBuf in, int length);

    /**
     * The answer is complete.
     *
     * @param keeps whether the connection may carry another
     */
    void end(FieldList trailers, boolean keeps);
  }

  /** What arrived is no answer. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  private enum State {
    /** Before the head of an answer that a request waits for. */
    HEAD,
    /** Behind the head; the end has not been told. */
    BODY,
    /** Nothing is waited for. */
    IDLE
  }

  private final Events events;
  private final LineReader lines = new LineReader();
  private final ResponseBodyReader body;
  private State state = State.IDLE;
  private boolean mayBeSwitched;
  private boolean bodiless;
  private boolean keeps;

  ResponseReader(Events events) {
    this.events = events;
    this.body = new ResponseBodyReader(events, lines);
  }

  /**
   * A request was sent.
   *
   * @param head whether its method is {@code HEAD}
   */
  void expect(boolean head) {
    mayBeSwitched = false;
    bodiless = head;
    state = State.HEAD;
  }

  /** A request was sent that asks to go on with another protocol (RFC 9110 section 7.8). */
  void expectSwitch() {
    expect(false);
    mayBeSwitched = true;
  }

  /** Whether the head of an answer has been told, and its end has not. */
  boolean isInAnswer() {
    return state == State.BODY;
  }

  /**
   * Reads as much as is there and wanted.
   *
   * @throws MalformedException if that is no answer; nothing more can be read then
   */
  void read(ByteBuf in) throws MalformedException {
    while (step(in)) {}
  }

  /**
   * The connection was ended by its other side, all bytes having been read.
   *
   * @return whether that ends the answer, rather than breaking it off
   */
  boolean close() {
    return state == State.BODY && body.close();
  }

  /** Whether there may be more to do at once. */
  private boolean step(ByteBuf in) throws MalformedException {
    return switch (state) {
      case HEAD -> readHead(in);
      case BODY -> body.isComplete() ? end() : body.step(in);
      case IDLE -> false;
    };
  }

  private boolean end() {
    if (!events.isFlowing()) {
      return false;
    }
    state = State.IDLE;
    events.end(body.trailers(), keeps);
    return true;
  }

  private boolean readHead(ByteBuf in) throws MalformedException {
    int length = lines.section(in, false);
    if (length < 0) {
      return false;
    }
    byte[] bytes = lines.taken();
    int lineEnd = FieldLines.lineEnd(bytes, 0, length);
    int status = StatusLine.status(bytes, lineEnd);
    boolean modern = StatusLine.isModern(bytes);
    List<Field> fields = FieldLines.fields(bytes, lineEnd + 1, length);
    if (status == SWITCHING && mayBeSwitched && modern) {
      state = State.IDLE;
      events.switched(new FieldList(fields));
    } else if (status < 200) {
      interim(status);
    } else {
      begin(status, modern, fields);
    }
    return true;
  }

  private void interim(int status) throws MalformedException {
    if (status == SWITCHING) {
      throw new MalformedException("it switches to a protocol that nobody asked for");
    }
    if (status == 100) {
      events.goOn();
    }
  }

  /** RFC 9112 section 6.3. */
  private void begin(int status, boolean modern, List<Field> fields) throws MalformedException {
    FieldList all = new FieldList(fields);
    String coding = all.joined("transfer-encoding");
    long length = ContentLength.of(all);
    keeps = keeps(all, modern);
    if (bodiless || Statuses.isBodiless(status)) {
      body.beginEmpty();
    } else if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new MalformedException("its transfer-encoding '%s' is not chunked".formatted(coding));
      }
      // Whoever sends both, or chunks in HTTP/1.0, may have been led to it.
      keeps &= length < 0 && modern;
      body.beginChunked();
    } else if (length == 0) {
      body.beginEmpty();
    } else if (length > 0) {
      body.beginFixed(length);
    } else {
      keeps = false;
      body.beginUntilClose();
    }
    state = State.BODY;
    FieldList passed = all.has("connection") ? all.without(HopByHop.namesIn(all)) : all;
    events.head(new ResponseHead(status, framed(passed, coding != null, length)));
  }

  /** One length at most, and none of what is sent in chunks. */
  private static FieldList framed(FieldList all, boolean chunked, long length) {
    if (length < 0) {
      return all;
    }
    if (chunked) {
      return all.without(Set.of("content-length"));
    }
    String said = Long.toString(length);
    return all.lines("content-length").equals(List.of(said))
        ? all
        : all.with("content-length", said);
  }

  private static boolean keeps(FieldList all, boolean modern) {
    if (!all.has("connection")) {
      return modern;
    }
    Set<String> options = HopByHop.options(all);
    return !options.contains("close") && (modern || options.contains("keep-alive"));
  }
}
