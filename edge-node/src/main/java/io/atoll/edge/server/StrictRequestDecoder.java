package io.atoll.edge.server;

import io.atoll.edge.http.WebSocketHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what programs on the way could read differently (RFC 9112 section 11.2), and what the
 * decoder it builds on would put right silently: a length beside a transfer coding, and header
 * lines that go on in the next one (section 5.2).
 *
 * <p>Behind a request for a WebSocket it waits until that is answered: only then is it known
 * whether what follows is HTTP.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
  /** Who sends more than this before the answer has to wait with the rest. */
  private static final int HELD_BYTES_MAX = 64 << 10;

  private boolean inHead = true;
  private boolean refused;
  private boolean asksForWebSocket;
  private @Nullable ChannelHandlerContext held;

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (held != null) {
      if (in.readableBytes() > HELD_BYTES_MAX) {
        context.channel().config().setAutoRead(false);
      }
      return;
    }
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
      Object decoded = out.get(i);
      if (decoded instanceof HttpRequest request) {
        asksForWebSocket = asksForWebSocket(request);
      }
      inHead = decoded instanceof LastHttpContent;
      if (inHead && asksForWebSocket) {
        asksForWebSocket = false;
        held = context;
      }
    }
  }

  private static boolean asksForWebSocket(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.UPGRADE)
        && request.decoderResult().isSuccess()
        && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && WebSocketHandshake.isAsked(
            request.method().name(), new RequestFields((MultiMap) request.headers()));
  }

  /** What it has waited for is answered: what follows is HTTP. */
  void goOn() {
    ChannelHandlerContext context = held;
    if (context != null) {
      // It may have been answered while it was still being decoded.
      context
          .executor()
          .execute(() -> {
            held = null;
            if (context.isRemoved()) {
              return;
            }
            try {
              channelRead(context, Unpooled.EMPTY_BUFFER);
              channelReadComplete(context);
            } catch (Exception e) {
              context.fireExceptionCaught(e);
            }
            context.channel().config().setAutoRead(true);
          });
    }
  }

  /** While it waits, it must not ask for more than comes by itself. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (held == null) {
      super.channelReadComplete(context);
    } else {
      context.fireChannelReadComplete();
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

  /** In place of what can't be read: HTTP/1.1, so that its refusal is said in that. */
  @Override
  protected HttpMessage createInvalidMessage() {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request", Unpooled.EMPTY_BUFFER);
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
