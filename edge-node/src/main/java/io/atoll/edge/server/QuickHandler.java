package io.atoll.edge.server;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is ready where a request leaves the decoder, before it costs the objects of an
 * exchange; everything else goes on as if this were not here. Answers keep their order: as long as
 * an exchange of the connection is under way, nothing is answered here.
 */
final class QuickHandler extends ChannelInboundHandlerAdapter {
  private final Connection connection;
  private final ServerLoop loop;
  private final QuickAnswers answers;

  /** Below the HTTP encoder, which takes messages and not bytes. */
  private final ChannelHandlerContext wire;

  private final String scheme;
  private boolean swallowing;
  private boolean written;

  QuickHandler(
      Connection connection, ServerLoop loop, QuickAnswers answers, ChannelHandlerContext wire) {
    this.connection = connection;
    this.loop = loop;
    this.answers = answers;
    this.wire = wire;
    scheme = connection.scheme();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (connection.isClosing()) {
      ReferenceCountUtil.release(message); // behind the last answer (RFC 9112 section 9.6)
      return;
    }
    if (swallowing) {
      swallowing = !(message instanceof LastHttpContent);
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      QuickAnswer answer = mayAnswer() ? find(request) : null;
      if (answer != null) {
        swallowing = !(message instanceof LastHttpContent);
        write(answer);
        note(request, answer);
        ReferenceCountUtil.release(message);
        return;
      }
      connection.handedOn(request);
    }
    if (message instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
      connection.ended(FieldList.copyOf(last.trailingHeaders()));
    }
    context.fireChannelRead(message);
  }

  /** What it writes is ready: it can't say that it is the last. */
  private boolean mayAnswer() {
    return connection.isFree() && !connection.isLeaving() && !loop.draining();
  }

  private @Nullable QuickAnswer find(HttpRequest request) {
    if (!request.method().equals(HttpMethod.GET)
        || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || request.decoderResult().isFailure()
        || !wire.channel().isWritable()) {
      return null;
    }
    String host = PlainRequest.host(request.headers());
    if (host == null) {
      return null;
    }
    Fields fields = new RequestFields((MultiMap) request.headers());
    return answers.find(connection.local(), scheme, host, request.uri(), fields, Integer.MAX_VALUE);
  }

  private void write(QuickAnswer answer) {
    ByteBuf outside = answer.takeOutside();
    int copied = answer.http1().length() + (outside == null ? answer.body().length() : 0);
    ByteBuf out = wire.alloc().directBuffer(copied);
    out.writeBytes(((BufferInternal) answer.http1()).getByteBuf());
    if (outside == null) {
      out.writeBytes(((BufferInternal) answer.body()).getByteBuf());
    }
    var _ = wire.write(out, wire.voidPromise());
    if (outside != null) {
      var _ = wire.write(outside, wire.voidPromise());
    }
    written = true;
    loop.count(io.vertx.core.http.HttpMethod.GET, answer.status());
    connection.answered(loop.nanos());
  }

  private void note(HttpRequest request, QuickAnswer answer) {
    if (!loop.notes().isOff()) {
      Fields fields = new RequestFields((MultiMap) request.headers());
      String host = String.valueOf(fields.first("host"));
      loop.notes()
          .quick(
              connection,
              io.vertx.core.http.HttpVersion.HTTP_1_1,
              host,
              request.uri(),
              fields,
              answer);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (written) {
      written = false;
      wire.flush();
    }
    context.fireChannelReadComplete();
  }
}
