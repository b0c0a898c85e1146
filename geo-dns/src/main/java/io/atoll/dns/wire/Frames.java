package io.atoll.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Cuts what a TCP client sends into messages, each behind two bytes of length (RFC 1035 section
 * 4.2.2); but only while the client reads its answers. What is not cut yet stays as it came, which
 * is one read at most, so that a client that asks without reading costs no more than that.
 */
final class Frames extends ByteToMessageDecoder {
  /** A read of this size brings a hundred queries at most. */
  static final int READ_BYTES = 2048;

  /** No query needs more; a connection that announces a longer one is closed. */
  private static final int QUERY_BYTES_MAX = 4096;

  private static final int LENGTH_BYTES = 2;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!context.channel().isWritable() || in.readableBytes() < LENGTH_BYTES) {
      return;
    }
    int length = in.getUnsignedShort(in.readerIndex());
    if (length > QUERY_BYTES_MAX) {
      in.skipBytes(in.readableBytes());
      throw new TooLongFrameException(
          "a query of %d bytes is longer than %d".formatted(length, QUERY_BYTES_MAX));
    }
    if (in.readableBytes() >= LENGTH_BYTES + length) {
      in.skipBytes(LENGTH_BYTES);
      out.add(in.readRetainedSlice(length));
    }
  }

  /** Unlike the superclass, never asks for another read: that would go on while answers wait. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    discardSomeReadBytes();
    context.fireChannelReadComplete();
  }

  /** Goes on with what was left when the client had too much to read. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    if (context.channel().isWritable()) {
      channelRead(context, Unpooled.EMPTY_BUFFER);
      context.fireChannelReadComplete();
    }
    context.fireChannelWritabilityChanged();
  }
}
