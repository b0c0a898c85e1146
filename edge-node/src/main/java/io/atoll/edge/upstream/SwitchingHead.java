package io.atoll.edge.upstream;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.tunnel.TunnelEnd;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a connection away from the HTTP client behind it when its server answers 101; the client
 * learns no more than its end. Any other answer passes, as the last one of the connection.
 */
final class SwitchingHead extends ChannelInboundHandlerAdapter {
  private @Nullable Promise<Handshake> expected;
  private boolean dropping;

  void expect(Promise<Handshake> answered) {
    expected = answered;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse response && response.decoderResult().isSuccess()) {
      int status = response.status().code();
      if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
        FieldList fields = fields(response);
        ReferenceCountUtil.release(message);
        switched(context.pipeline(), fields);
        return;
      }
      // The client behind would take an interim answer for the final one.
      dropping = status < 200;
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    if (dropping) {
      // It has no content, but its decoder marks where it ends.
      dropping = !(message instanceof LastHttpContent);
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  private void switched(ChannelPipeline pipeline, FieldList fields) {
    TunnelEnd end = TunnelEnd.inPlaceOf(pipeline.get(HttpClientCodec.class), pipeline);
    Promise<Handshake> answered = expected;
    if (answered == null || !answered.tryComplete(new Handshake.Switched(fields, end))) {
      end.close(); // not asked for, or too late
    }
  }

  private static FieldList fields(HttpResponse response) {
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<String, String> line : response.headers()) {
      fields.add(new Field(line.getKey(), line.getValue()));
    }
    return new FieldList(fields);
  }
}
