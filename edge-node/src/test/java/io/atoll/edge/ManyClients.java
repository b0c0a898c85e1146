package io.atoll.edge;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process of its own with so many clients that they and what they talk to would not fit into the
 * files one process may have open: {@code PATH BODY COUNT HOST:PORT...}. Prints how many answers
 * had this body, when all have come, and before it the first that had another.
 */
final class ManyClients {
  /** So that no listen queue overflows. */
  private static final int CONNECTING_MAX = 64;

  private ManyClients() {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[2]);
    Semaphore connecting = new Semaphore(CONNECTING_MAX);
    AtomicInteger right = new AtomicInteger();
    AtomicBoolean wrong = new AtomicBoolean();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String[] address = args[3 + i % (args.length - 3)].split(":", -1);
      clients.add(
          Thread.startVirtualThread(() -> {
            String answer = ask(address, args[0], connecting);
            if (answer.endsWith(args[1])) {
              right.incrementAndGet();
            } else if (wrong.compareAndSet(false, true)) {
              System.out.println(answer);
            }
          }));
    }
    for (Thread client : clients) {
      client.join();
    }
    System.out.println(right);
  }

  private static String ask(String[] address, String path, Semaphore connecting) {
    connecting.acquireUninterruptibly();
    boolean connected = false;
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      connecting.release();
      connected = true;
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    } finally {
      if (!connected) {
        connecting.release();
      }
    }
  }
}
