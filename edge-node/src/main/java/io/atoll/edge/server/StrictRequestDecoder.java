package io.atoll.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Refuses what programs on the way could read differently (RFC 9112 section 11.2), and what the
 * decoder it builds on would put right silently: a length beside a transfer coding, and header
 * lines that go on in the next one (section 5.2).
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  private boolean inHead = true;
  private boolean refused;

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!refused && inHead && hasFoldedLine(in)) {
      refused = true;
      HttpMessage message = createInvalidMessage();
      message.setDecoderResult(
          DecoderResult.failure(
              new IllegalArgumentException("a header line goes on in the next one")));
      out.add(message);
    }
    if (refused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int before = out.size();
    super.decode(context, in, out);
    for (int i = before; i < out.size(); i++) {
      inHead = out.get(i) instanceof LastHttpContent;
    }
  }

  /** Looks no further than the end of the head, if that is there. */
  private static boolean hasFoldedLine(ByteBuf in) {
    int end = in.writerIndex();
    int from = in.readerIndex();
    // Empty lines before a request are allowed, and no end of a head.
    while (from < end && (in.getByte(from) == '\r' || in.getByte(from) == '\n')) {
      from++;
    }
    for (int lf = in.indexOf(from, end, (byte) '\n');
        lf >= 0 && lf + 1 < end;
        lf = in.indexOf(lf + 1, end, (byte) '\n')) {
      byte next = in.getByte(lf + 1);
      if (next == ' ' || next == '\t') {
        return true;
      }
      if (next == '\r' || next == '\n') {
        return false;
      }
    }
    return false;
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (length == 0) {
      throw new IllegalArgumentException("a header line begins with a colon");
    }
    return super.splitHeaderName(line, start, length);
  }

  /** RFC 9112 section 6.3 allows to go by the coding; nobody honest sends both. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
