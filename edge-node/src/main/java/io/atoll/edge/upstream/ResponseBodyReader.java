package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.HopByHop;
import io.atoll.edge.upstream.ResponseReader.MalformedException;
import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * Reads the bodies of one connection's answers (RFC 9112 section 6), one after another: tells the
 * content, and knows by its framing where that ends. Content has a known length, or comes in chunks
 * with trailer fields behind the last, or ends with the connection.
 */
final class ResponseBodyReader {
  /** Fields that frame a message must not come after it (RFC 9110 section 6.5.1). */
  private static final Set<String> FRAMING = Set.of("content-length", "host", "content-range");

  private enum State {
    /** In content whose length is known. */
    FIXED,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    /** In content that ends with the connection. */
    UNTIL_CLOSE,
    /** All of it has been told. */
    COMPLETE
  }

  private final ResponseReader.Events events;
  private final LineReader lines;
  private State state = State.COMPLETE;

  /** Bytes that the content, or the chunk, still lacks. */
  private long left;

  private FieldList trailers = FieldList.EMPTY;

  /**
   * @param events is told the content, nothing else
   * @param lines the connection's
   */
  ResponseBodyReader(ResponseReader.Events events, LineReader lines) {
    this.events = events;
    this.lines = lines;
  }

  /** The next body has no content. */
  void beginEmpty() {
    begin(State.COMPLETE);
  }

  /**
   * The next body has so much content.
   *
   * @param length in bytes; more than 0
   */
  void beginFixed(long length) {
    begin(State.FIXED);
    left = length;
  }

  /** The next body comes in chunks (RFC 9112 section 7.1). */
  void beginChunked() {
    begin(State.CHUNK_SIZE);
  }

  /** The next body is all that comes until the connection ends. */
  void beginUntilClose() {
    begin(State.UNTIL_CLOSE);
  }

  private void begin(State first) {
    state = first;
    trailers = FieldList.EMPTY;
  }

  /** Whether all of the content has been told, and the trailers are there. */
  boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Those of a complete body that may be passed on. */
  FieldList trailers() {
    return trailers;
  }

  /**
   * The connection was ended by its other side, all bytes having been read.
   *
   * @return whether that leaves the body complete, rather than breaking it off
   */
  boolean close() {
    if (state == State.UNTIL_CLOSE) {
      state = State.COMPLETE;
    }
    return isComplete();
  }

  /**
   * Reads a part of the body, if it is there and wanted.
   *
   * @return whether there may be more to read at once
   * @throws MalformedException if it is not framed as it should be
   */
  boolean step(ByteBuf in) throws MalformedException {
    return switch (state) {
      case FIXED -> readContent(in, State.COMPLETE);
      case CHUNK_SIZE -> readChunkSize(in);
      case CHUNK -> readContent(in, State.CHUNK_END);
      case CHUNK_END -> readChunkEnd(in);
      case TRAILERS -> readTrailers(in);
      case UNTIL_CLOSE -> readUntilClose(in);
      case COMPLETE -> false;
    };
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

  private boolean readChunkSize(ByteBuf in) throws MalformedException {
    int length = lines.chunkSize(in);
    if (length < 0) {
      return false;
    }
    left = ChunkSize.of(lines.taken(), length);
    state = left == 0 ? State.TRAILERS : State.CHUNK;
    return true;
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
    int length = lines.section(in, true);
    if (length < 0) {
      return false;
    }
    FieldList all = new FieldList(FieldLines.fields(lines.taken(), 0, length));
    trailers =
        all.all().isEmpty() ? FieldList.EMPTY : all.without(HopByHop.namesIn(all)).without(FRAMING);
    state = State.COMPLETE;
    return true;
  }
}
