package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.HopByHop;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Statuses;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the answers of one connection (RFC 9112), one after another. It is strict: what two readers
 * might understand differently is no answer, so that no upstream can slip one request the answer to
 * another.
 */
final class ResponseReader {
  /** Of all header fields together, and of all trailer fields. */
  static final int HEADER_BYTES_MAX = 64 << 10;

  /** Of a chunk's size with its extensions, which nobody reads. */
  private static final int CHUNK_LINE_BYTES_MAX = 4 << 10;

  private static final int SWITCHING = 101;
  private static final int CHUNK_DIGITS_MAX = 15;
  private static final int LENGTH_DIGITS_MAX = 18;

  /** Fields that frame a message must not come after it (RFC 9110 section 6.5.1). */
  private static final Set<String> FRAMING = Set.of("content-length", "host", "content-range");

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
    /** In content whose length is known. */
    FIXED,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    /** In content that ends with the connection. */
    UNTIL_CLOSE,
    /** All of the content has been told. */
    END,
    /** Nothing is waited for. */
    IDLE
  }

  private final Events events;
  private State state = State.IDLE;
  private boolean mayBeSwitched;
  private boolean bodiless;
  private boolean keeps;
  private long left;

  /** How far the bytes at hand have been searched for the end of a line. */
  private int searched;

  private byte[] scratch = new byte[1 << 10];
  private FieldList trailers = FieldList.EMPTY;

  ResponseReader(Events events) {
    this.events = events;
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
    searched = 0;
    trailers = FieldList.EMPTY;
  }

  /** A request was sent that asks to go on with another protocol (RFC 9110 section 7.8). */
  void expectSwitch() {
    expect(false);
    mayBeSwitched = true;
  }

  /** Whether the head of an answer has been told, and its end has not. */
  boolean isInAnswer() {
    return state != State.HEAD && state != State.IDLE;
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
    if (state == State.UNTIL_CLOSE) {
      state = State.END;
    }
    return state == State.END;
  }

  /** Whether there may be more to do at once. */
  private boolean step(ByteBuf in) throws MalformedException {
    return switch (state) {
      case HEAD -> readHead(in);
      case FIXED -> readContent(in, State.END);
      case CHUNK_SIZE -> readChunkSize(in);
      case CHUNK -> readContent(in, State.CHUNK_END);
      case CHUNK_END -> readChunkEnd(in);
      case TRAILERS -> readTrailers(in);
      case UNTIL_CLOSE -> readUntilClose(in);
      case END -> end();
      case IDLE -> false;
    };
  }

  private boolean end() {
    if (!events.isFlowing()) {
      return false;
    }
    state = State.IDLE;
    events.end(trailers, keeps);
    return true;
  }

  private boolean readContent(ByteBuf in, State next) {
    if (!in.isReadable() || !events.isFlowing()) {
      return false;
    }
    int length = (int) Math.min(left, in.readableBytes());
    left -= length;
    if (left == 0) {
      state = next;
    }
    events.content(in, length);
    return true;
  }

  private boolean readUntilClose(ByteBuf in) {
    if (!in.isReadable() || !events.isFlowing()) {
      return false;
    }
    events.content(in, in.readableBytes());
    return true;
  }

  private boolean readHead(ByteBuf in) throws MalformedException {
    int length = sectionLength(in, false);
    if (length < 0) {
      return false;
    }
    byte[] bytes = take(in, length);
    int lineEnd = lineEnd(bytes, 0, length);
    int status = status(bytes, lineEnd);
    boolean modern = bytes["HTTP/1.".length()] != '0';
    List<Field> fields = fields(bytes, lineEnd + 1, length);
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
    long length = contentLength(all);
    keeps = keeps(all, modern);
    if (bodiless || Statuses.isBodiless(status)) {
      state = State.END;
    } else if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new MalformedException("its transfer-encoding '%s' is not chunked".formatted(coding));
      }
      // Whoever sends both, or chunks in HTTP/1.0, may have been led to it.
      keeps &= length < 0 && modern;
      state = State.CHUNK_SIZE;
    } else if (length == 0) {
      state = State.END;
    } else if (length > 0) {
      left = length;
      state = State.FIXED;
    } else {
      keeps = false;
      state = State.UNTIL_CLOSE;
    }
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

  /** RFC 9110 section 8.6: repeated, it must say the same. -1: there is none. */
  private static long contentLength(FieldList all) throws MalformedException {
    String first = all.first("content-length");
    if (first == null) {
      return -1;
    }
    List<String> lines = all.lines("content-length");
    if (lines.size() == 1 && first.indexOf(',') < 0) {
      return number(first);
    }
    long length = -1;
    for (String line : lines) {
      for (String value : line.split(",", -1)) {
        long one = number(value.strip());
        if (length >= 0 && one != length) {
          throw new MalformedException(
              "its content-length is both %d and %d".formatted(length, one));
        }
        length = one;
      }
    }
    return length;
  }

  private static long number(String text) throws MalformedException {
    boolean digits = !text.isEmpty() && text.length() <= LENGTH_DIGITS_MAX;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits) {
      throw new MalformedException("its content-length '%s' is not a number".formatted(text));
    }
    return Long.parseLong(text);
  }

  private boolean readChunkSize(ByteBuf in) throws MalformedException {
    int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    int length = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
    if (length > CHUNK_LINE_BYTES_MAX) {
      throw new MalformedException("the line of a chunk's size is too long");
    }
    if (end < 0) {
      return false;
    }
    byte[] line = take(in, length + 1);
    left = chunkSize(line, length);
    if (left == 0) {
      state = State.TRAILERS;
      searched = 0;
    } else {
      state = State.CHUNK;
    }
    return true;
  }

  /** RFC 9112 section 7.1; what follows the size is an extension that nobody knows. */
  private static long chunkSize(byte[] line, int length) throws MalformedException {
    int digits = 0;
    long size = 0;
    while (digits < length) {
      int digit = Character.digit(line[digits], 16);
      if (digit < 0) {
        break;
      }
      size = size << 4 | digit;
      digits++;
      if (digits > CHUNK_DIGITS_MAX) {
        throw new MalformedException("a chunk's size has too many digits");
      }
    }
    int after = digits;
    while (after < length && (line[after] == ' ' || line[after] == '\t')) {
      after++;
    }
    boolean ends = after == length - 1 && line[after] == '\r';
    boolean extended = after < length && line[after] == ';' && line[length - 1] == '\r';
    if (digits == 0 || !(ends || extended)) {
      throw new MalformedException("a chunk does not begin with its size");
    }
    for (int i = after; i < length - 1; i++) {
      if (isControl(line[i])) {
        throw new MalformedException("a chunk's extension has a control character");
      }
    }
    return size;
  }

  private boolean readChunkEnd(ByteBuf in) throws MalformedException {
    if (in.readableBytes() < 2) {
      return false;
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw new MalformedException("a chunk is longer than its size");
    }
    state = State.CHUNK_SIZE;
    return true;
  }

  private boolean readTrailers(ByteBuf in) throws MalformedException {
    int length = sectionLength(in, true);
    if (length < 0) {
      return false;
    }
    FieldList all = new FieldList(fields(take(in, length), 0, length));
    trailers =
        all.all().isEmpty() ? FieldList.EMPTY : all.without(HopByHop.namesIn(all)).without(FRAMING);
    state = State.END;
    return true;
  }

  /**
   * Bytes up to the end of the empty line that ends a section; -1 if that is not there yet.
   *
   * @param mayBeEmpty whether the first line may be that line
   */
  private int sectionLength(ByteBuf in, boolean mayBeEmpty) throws MalformedException {
    int start = in.readerIndex();
    int from = start + searched;
    while (true) {
      int newline = in.indexOf(from, in.writerIndex(), (byte) '\n');
      if (newline < 0) {
        searched = from - start;
        break;
      }
      int length = newline - from;
      boolean empty = length == 0 || (length == 1 && in.getByte(from) == '\r');
      if (empty && (mayBeEmpty || from > start)) {
        searched = 0;
        return withinBounds(newline + 1 - start);
      }
      from = newline + 1;
    }
    withinBounds(in.readableBytes());
    return -1;
  }

  private static int withinBounds(int length) throws MalformedException {
    if (length > HEADER_BYTES_MAX) {
      throw new MalformedException("its header has more than %d bytes".formatted(HEADER_BYTES_MAX));
    }
    return length;
  }

  private byte[] take(ByteBuf in, int length) {
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, 2 * scratch.length)];
    }
    in.readBytes(scratch, 0, length);
    return scratch;
  }

  /** {@code HTTP/1.x NNN}, and perhaps a reason, which is dropped. */
  private static int status(byte[] bytes, int lineEnd) throws MalformedException {
    int end = lineEnd > 0 && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    boolean good =
        end >= 12
            && bytes[0] == 'H'
            && bytes[1] == 'T'
            && bytes[2] == 'T'
            && bytes[3] == 'P'
            && bytes[4] == '/'
            && bytes[5] == '1'
            && bytes[6] == '.'
            && isDigit(bytes[7])
            && bytes[8] == ' '
            && bytes[9] >= '1'
            && bytes[9] <= '9'
            && isDigit(bytes[10])
            && isDigit(bytes[11])
            && (end == 12 || bytes[12] == ' ');
    for (int i = 12; good && i < end; i++) {
      good = !isControl(bytes[i]);
    }
    if (!good) {
      throw new MalformedException("it does not begin with a status of HTTP/1");
    }
    return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isControl(byte b) {
    return (b >= 0 && b < ' ' && b != '\t') || b == 0x7f;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  /** The fields of the lines from one position to another, the empty last line included. */
  private static List<Field> fields(byte[] bytes, int from, int to) throws MalformedException {
    List<Field> fields = new ArrayList<>();
    int start = from;
    while (start < to) {
      int newline = lineEnd(bytes, start, to);
      int end = newline > start && bytes[newline - 1] == '\r' ? newline - 1 : newline;
      if (end > start) {
        fields.add(field(bytes, start, end));
      }
      start = newline + 1;
    }
    return fields;
  }

  private static Field field(byte[] bytes, int start, int end) throws MalformedException {
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    if (colon == end || colon == start) {
      throw new MalformedException("a line of its header is no field");
    }
    // RFC 9112 section 5.1: in an answer it is to be removed.
    int nameEnd = colon;
    while (nameEnd > start && (bytes[nameEnd - 1] == ' ' || bytes[nameEnd - 1] == '\t')) {
      nameEnd--;
    }
    String name = FieldNames.read(bytes, start, nameEnd);
    if (name == null) {
      // A line that goes on with the one before (RFC 9112 section 5.2) begins with white space.
      throw new MalformedException("a field of its header has a name that is none");
    }
    for (int i = colon + 1; i < end; i++) {
      if (isControl(bytes[i])) {
        throw new MalformedException("its field %s has a control character".formatted(name));
      }
    }
    return new Field(name, FieldNames.latin1(bytes, colon + 1, end));
  }
}
