package io.atoll.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that sends what it likes. */
final class RawClient {
  private static final int DEADLINE_MILLIS = 10_000;

  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

  private final Socket socket;

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * @param socket connected: to a server, or by a client that this is the server of
   */
  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The head of the next answer. */
  String head() throws IOException {
    return until("\r\n\r\n");
  }

  /** The head of the next answer and its body, which has a length. */
  String answer() throws IOException {
    String head = head();
    Matcher length = LENGTH.matcher(head);
    return length.find() ? head + bytes(Integer.parseInt(length.group(1))) : head;
  }

  /** The next line, without its end. */
  String line() throws IOException {
    return until("\r\n").strip();
  }

  private String until(String end) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!text.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + text);
      }
      text.write(next);
    }
    return text.toString(StandardCharsets.ISO_8859_1);
  }

  /** So many bytes of what comes. */
  String bytes(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
  }

  /** Everything up to the end of the connection. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Whether the server ends the connection within the deadline. */
  boolean endsByItself() throws IOException {
    try {
      while (socket.getInputStream().read() >= 0) {
        // an answer on the way out
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Says that nothing more is coming. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Is gone without a word. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  void close() throws IOException {
    socket.close();
  }
}
