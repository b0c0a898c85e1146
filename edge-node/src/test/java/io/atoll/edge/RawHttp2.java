package io.atoll.edge;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that sends what frames of HTTP/2 it likes, over a connection of its own. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int PRIORITY = 0x20;

  private static final int DEADLINE_MILLIS = 20_000;

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  record Frame(int type, int flags, int stream, Buffer payload) {
    /** Of {@code RST_STREAM}, or the last four bytes of {@code GOAWAY}'s head. */
    int error() {
      return payload.getInt(type == GOAWAY ? 4 : 0);
    }

    /** Of an answer, if its server says it by the static table, as most do. */
    boolean is200() {
      // What Vert.x writes begins with a priority.
      return type == HEADERS && payload.getByte((flags & PRIORITY) == 0 ? 0 : 5) == (byte) 0x88;
    }
  }

  RawHttp2(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * @param socket connected, and encrypted if that is wanted
   */
  RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(DEADLINE_MILLIS);
    out = new DataOutputStream(socket.getOutputStream());
    in = new DataInputStream(socket.getInputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0);
  }

  RawHttp2 send(int type, int flags, int stream, int... bytes) throws IOException {
    byte[] payload = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      payload[i] = (byte) bytes[i];
    }
    return send(type, flags, stream, payload);
  }

  RawHttp2 send(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length & 0xffff);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    out.flush();
    return this;
  }

  /** Frames that are put together already. */
  void sendRaw(byte[] frames) throws IOException {
    out.write(frames);
    out.flush();
  }

  /** A whole request without a body. */
  RawHttp2 get(int stream, String path, String... fields) throws IOException {
    return send(HEADERS, END_STREAM | END_HEADERS, stream, head("GET", path, fields));
  }

  /** A head, in literals that no table remembers (RFC 7541 section 6.2.2). */
  static byte[] head(String method, String path, String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", method);
    literal(block, ":scheme", "http");
    literal(block, ":authority", "shop.test");
    literal(block, ":path", path);
    block.writeBytes(fields(fields));
    return block.toByteArray();
  }

  static byte[] fields(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      literal(block, namesAndValues[i], namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : List.of(name, value)) {
      integer(block, text.length());
      block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static void integer(ByteArrayOutputStream block, int value) {
    if (value < 127) {
      block.write(value);
      return;
    }
    block.write(127);
    int rest = value - 127;
    while (rest >= 128) {
      block.write(rest % 128 + 128);
      rest /= 128;
    }
    block.write(rest);
  }

  /** The next frame, whatever it is. */
  Frame frame() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    return new Frame(type, flags, stream, Buffer.buffer(in.readNBytes(length)));
  }

  /** The next frame of this type; others are passed over. */
  Frame frame(int type) throws IOException {
    Frame next = frame();
    while (next.type != type) {
      next = frame();
    }
    return next;
  }

  /** All frames until the server ends the connection. */
  List<Frame> rest() throws IOException {
    List<Frame> frames = new ArrayList<>();
    try {
      while (true) {
        frames.add(frame());
      }
    } catch (EOFException | SocketException ended) {
      return frames;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
