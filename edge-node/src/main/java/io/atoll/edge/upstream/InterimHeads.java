package io.atoll.edge.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops interim answers (RFC 9110 section 15.2) that the HTTP client behind it would take for the
 * final one: every 1xx but 100 and 101. It would hand the real answer to the next request on the
 * connection, and so one upstream could poison what is stored for another URI.
 */
final class InterimHeads extends ChannelInboundHandlerAdapter {
  private boolean dropping;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse response) {
      int status = response.status().code();
      dropping = status < 200 && status != 100 && status != 101;
    }
    if (!dropping) {
      context.fireChannelRead(message);
      return;
    }
    // It has no content, but its decoder marks where it ends.
    dropping = !(message instanceof LastHttpContent);
    if (message instanceof HttpContent || message instanceof HttpResponse) {
      ReferenceCountUtil.release(message);
    }
  }
}
