package io.atoll.edge.server;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * What {@link QuickHandler} is to HTTP/1.1: answers what is ready where the head of a request
 * leaves the decoder; everything else goes on, in the form in which HTTP/1.1 would have it.
 */
final class QuickFrames extends Http2FrameListenerDecorator {
  private final Connection connection;
  private final ServerLoop loop;
  private final QuickAnswers answers;
  private final Http2ConnectionHandler handler;
  private final StalledStreams stalled;

  QuickFrames(
      Http2FrameListener next,
      Connection connection,
      ServerLoop loop,
      QuickAnswers answers,
      Http2ConnectionHandler handler,
      StalledStreams stalled) {
    super(next);
    this.connection = connection;
    this.loop = loop;
    this.answers = answers;
    this.handler = handler;
    this.stalled = stalled;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers fields, int padding, boolean ended)
      throws Http2Exception {
    if (goesOn(context, stream, fields, ended)) {
      super.onHeadersRead(context, stream, fields, padding, ended);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers fields,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean ended)
      throws Http2Exception {
    if (goesOn(context, stream, fields, ended)) {
      super.onHeadersRead(context, stream, fields, dependency, weight, exclusive, padding, ended);
    }
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment)
      throws Http2Exception {
    stalled.allowed(stream);
    super.onWindowUpdateRead(context, stream, increment);
  }

  private boolean goesOn(
      ChannelHandlerContext context, int stream, Http2Headers fields, boolean ended) {
    HttpExchange exchange = connection.on(stream);
    if (exchange != null) {
      exchange.endedWith(FieldList.copyOf(fields)); // sound: the decoder has seen to it
      return true;
    }
    if (fields.method() == null) {
      return true; // trailers of what is over
    }
    QuickAnswer answer = ended ? find(context, fields) : null;
    if (answer != null) {
      write(context, stream, answer);
      note(fields, answer);
      return false;
    }
    if (!PlainHttp2.isSound(fields)) {
      refuse(context, stream);
      return false;
    }
    PlainHttp2.asHttp1(fields, ended);
    return true;
  }

  private void refuse(ChannelHandlerContext context, int stream) {
    var _ =
        handler
            .encoder()
            .writeRstStream(
                context, stream, Http2Error.PROTOCOL_ERROR.code(), context.newPromise());
  }

  private @Nullable QuickAnswer find(ChannelHandlerContext context, Http2Headers fields) {
    CharSequence host = fields.authority();
    CharSequence path = fields.path();
    if (host == null
        || path == null
        || !"GET".contentEquals(fields.method())
        || loop.draining()
        || !context.channel().isWritable()
        || PlainRequest.asksForMore(fields)) {
      return null;
    }
    Fields all = new Http2Fields(fields);
    // What is far above its window would have Netty's flow controller hold other streams back.
    return answers.find(
        connection.local(),
        connection.scheme(),
        host.toString(),
        path.toString(),
        all,
        HttpExchange.WHOLE_BYTES_MAX);
  }

  private void note(Http2Headers fields, QuickAnswer answer) {
    if (!loop.notes().isOff()) {
      String host = String.valueOf(fields.authority());
      String target = String.valueOf(fields.path());
      loop.notes()
          .quick(connection, HttpVersion.HTTP_2, host, target, new Http2Fields(fields), answer);
    }
  }

  private void write(ChannelHandlerContext context, int stream, QuickAnswer answer) {
    var encoder = handler.encoder();
    ByteBuf outside = answer.takeOutside();
    ByteBuf body = outside == null ? ((BufferInternal) answer.body()).getByteBuf() : outside;
    boolean empty = answer.body().length() == 0;
    var _ = encoder.writeHeaders(context, stream, answer.http2(), 0, empty, context.newPromise());
    if (!empty) {
      var _ = encoder.writeData(context, stream, body, 0, true, context.newPromise());
    }
    loop.count(HttpMethod.GET, answer.status());
    connection.answered(loop.nanos());
  }
}
