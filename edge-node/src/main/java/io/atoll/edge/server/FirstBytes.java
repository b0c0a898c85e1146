package io.atoll.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for as much of a connection as tells what is spoken on it: HTTP/2 by a client that knows
 * that beforehand (RFC 9113 section 3.3), or HTTP/1.1. Then makes way for it.
 */
final class FirstBytes extends ByteToMessageDecoder {
  private static final Logger log = LoggerFactory.getLogger(FirstBytes.class);

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<Boolean> http2;

  /**
   * @param http2 told whether it is; prepares the rest of the pipeline
   */
  FirstBytes(Consumer<Boolean> http2) {
    this.http2 = http2;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int length = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        end(context, false);
        return;
      }
    }
    if (length == PREFACE.length) {
      end(context, true);
    }
  }

  /** No handshake, or no connection any more. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.atDebug().setCause(cause).log("connection failed before its first request");
    var _ = context.close();
  }

  private void end(ChannelHandlerContext context, boolean isHttp2) {
    http2.accept(isHttp2);
    // What has come goes to who is behind it now.
    context.pipeline().remove(this);
  }
}
