package io.atoll.edge.upstream;

import io.atoll.edge.upstream.ResponseReader.MalformedException;
import io.netty.buffer.ByteBuf;

/**
 * Takes lines off a connection once they are whole: one, or a section of them that ends with an
 * empty line. Bounds them before they are.
 */
final class LineReader {
  /** Where taken lines are put; kept for the next ones. */
  private byte[] taken = new byte[1 << 10];

  /** How far a section that is not whole has been searched for its end; 0 between sections. */
  private int searched;

  /** What was taken last, from 0 on; whoever takes more overwrites it. */
  byte[] taken() {
    return taken;
  }

  /**
   * Takes all up to the end of the empty line that ends a section.
   *
   * @param mayBeEmpty whether the first line may be that line
   * @return how many bytes that is; -1: the section is not whole, and nothing was taken
   * @throws MalformedException if it has more than {@link ResponseReader#HEADER_BYTES_MAX}
   */
  int section(ByteBuf in, boolean mayBeEmpty) throws MalformedException {
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
        return take(in, withinBounds(newline + 1 - start));
      }
      from = newline + 1;
    }
    withinBounds(in.readableBytes());
    return -1;
  }

  private static int withinBounds(int length) throws MalformedException {
    if (length > ResponseReader.HEADER_BYTES_MAX) {
      throw new MalformedException(
          "its header has more than %d bytes".formatted(ResponseReader.HEADER_BYTES_MAX));
    }
    return length;
  }

  /**
   * Takes the line that a chunk begins with.
   *
   * @return how many bytes that is without the line feed, which is taken too; -1: the line is not
   *     whole, and nothing was taken
   * @throws MalformedException if it has more than {@link ChunkSize#LINE_BYTES_MAX}
   */
  int chunkSize(ByteBuf in) throws MalformedException {
    int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    int length = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
    if (length > ChunkSize.LINE_BYTES_MAX) {
      throw new MalformedException("the line of a chunk's size is too long");
    }
    return end < 0 ? -1 : take(in, length + 1) - 1;
  }

  private int take(ByteBuf in, int length) {
    if (taken.length < length) {
      taken = new byte[Math.max(length, 2 * taken.length)];
    }
    in.readBytes(taken, 0, length);
    return length;
  }
}
