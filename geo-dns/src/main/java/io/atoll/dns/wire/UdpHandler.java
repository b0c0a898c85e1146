package io.atoll.dns.wire;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One UDP socket: answers each datagram, and sends a batch of answers at once. */
@SuppressWarnings("FutureReturnValueIgnored") // Failed writes go to exceptionCaught.
final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {
  private static final Logger log = LoggerFactory.getLogger(UdpHandler.class);

  private final MessageHandler messages;

  UdpHandler(MessageHandler messages) {
    this.messages = messages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    InetSocketAddress sender = packet.sender();
    // Nothing can be sent to port 0; only a forged packet comes from there.
    if (sender.getPort() == 0) {
      return;
    }
    byte[] reply =
        messages.handle(ByteBufUtil.getBytes(packet.content()), sender.getAddress(), Transport.UDP);
    if (reply != null) {
      context.write(
          new DatagramPacket(Unpooled.wrappedBuffer(reply), sender), context.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Such as an ICMP answer to an earlier datagram: the socket goes on, the client asks again.
    log.atDebug().setCause(cause).log("a datagram was lost");
  }
}
