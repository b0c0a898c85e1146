package io.atoll.edge.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.upstream.UpstreamException.Kind;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that writes what the test says, byte by byte. */
class UpstreamTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private static final FieldList KEY =
      FieldList.EMPTY.plus("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");

  private final Vertx vertx = Vertx.vertx();
  private final List<NetSocket> connections = new CopyOnWriteArrayList<>();
  private final BlockingQueue<NetSocket> asked = new LinkedBlockingQueue<>();
  private NetServer server = vertx.createNetServer();

  @BeforeEach
  void start() throws Exception {
    server
        .connectHandler(socket -> {
          connections.add(socket);
          socket.exceptionHandler(_ -> {});
          socket.handler(bytes -> {
            if (bytes.toString().endsWith("\r\n\r\n")) {
              asked.add(socket);
            }
          });
        })
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private Upstream upstream(int connectionsMax, Duration tryMax, String... targets) {
    List<HostPort> all = new ArrayList<>(List.of(targets).stream().map(HostPort::parse).toList());
    all.add(new HostPort("127.0.0.1", server.actualPort()));
    return new Upstream(
        vertx,
        new PoolConfig(
            "shop", all, connectionsMax, Duration.ofSeconds(5), tryMax, Duration.ofMinutes(1)),
        System::nanoTime);
  }

  private Upstream upstream(int connectionsMax) {
    return upstream(connectionsMax, Duration.ofMinutes(1));
  }

  /** Asks from an event loop, and reads the answer to its end. */
  private static Future<String> ask(Context context, Upstream upstream, String method) {
    Promise<String> body = Promise.promise();
    context.runOnContext(_ ->
        upstream
            .ask(new Outbound(method, "shop.test", "/a", FieldList.EMPTY, null))
            .onComplete(
                answer -> {
                  Buffer all = Buffer.buffer();
                  answer.body().handler(all::appendBuffer);
                  answer.body().exceptionHandler(body::tryFail);
                  answer.body().endHandler(_ -> body.complete(all.toString()));
                  answer.body().resume();
                },
                body::fail));
    return body.future();
  }

  private Context loop() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  private NetSocket next() throws InterruptedException {
    NetSocket socket = asked.poll(1, TimeUnit.MINUTES);
    if (socket == null) {
      throw new AssertionError("nothing was asked");
    }
    return socket;
  }

  private static String body(Future<String> answer) throws Exception {
    return answer.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private static UpstreamException failure(Future<String> answer) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(answer::isComplete);
    if (answer.cause() instanceof UpstreamException failure) {
      return failure;
    }
    throw new AssertionError("expected an UpstreamException, but got " + answer);
  }

  @Test
  void aConnectionCarriesOneRequestAfterAnother() throws Exception {
    Upstream upstream = upstream(4);
    Context loop = loop();

    for (int i = 0; i < 3; i++) {
      Future<String> answer = ask(loop, upstream, "GET");
      next().write(HELLO);
      assertThat(body(answer)).isEqualTo("hello");
    }

    assertThat(connections).hasSize(1);
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void whatNobodyAskedForIsNotTakenForTheNextAnswer() throws Exception {
    Upstream upstream = upstream(4);
    Context loop = loop();
    Future<String> first = ask(loop, upstream, "GET");
    next().write(HELLO + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
    assertThat(body(first)).isEqualTo("hello");

    Future<String> second = ask(loop, upstream, "GET");
    next().write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");

    assertThat(body(second)).isEqualTo("good");
    assertThat(connections).hasSize(2);
  }

  @Test
  void thereAreNoMoreConnectionsThanAllowedAndTheRestWait() throws Exception {
    Upstream upstream = upstream(2);
    Context loop = loop();
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(ask(loop, upstream, "GET"));
    }
    for (int i = 0; i < 6; i++) {
      next().write(HELLO);
    }

    for (Future<String> answer : answers) {
      assertThat(body(answer)).isEqualTo("hello");
    }
    assertThat(connections).hasSize(2);
  }

  @Test
  void whoWaitsBeyondTheBoundIsToldSo() {
    Upstream upstream = upstream(1);
    Context loop = loop();
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 1 + Places.WAITING_PER_PLACE + 1; i++) {
      answers.add(ask(loop, upstream, "GET"));
    }

    assertThat(failure(answers.getLast()).kind()).isEqualTo(Kind.BUSY);
    assertThat(failure(answers.getLast())).hasMessageContaining("connections-max");
    assertThat(answers.getFirst().isComplete()).isFalse();
  }

  @Test
  void anotherLoopGetsThePlaceOfAConnectionThatNobodyUses() throws Exception {
    Upstream upstream = upstream(1);
    Future<String> first = ask(loop(), upstream, "GET");
    next().write(HELLO);
    body(first);

    Future<String> second = ask(loop(), upstream, "GET");
    next().write(HELLO);

    assertThat(body(second)).isEqualTo("hello");
    Awaitility.await().until(() -> upstream.connections() == 1);
  }

  @Test
  void aConnectionInUsePassesItsPlaceOnToAnotherLoop() throws Exception {
    Upstream upstream = upstream(1);
    Future<String> first = ask(loop(), upstream, "GET");
    NetSocket socket = next();
    Future<String> second = ask(loop(), upstream, "GET");
    socket.write(HELLO);

    assertThat(body(first)).isEqualTo("hello");
    next().write(HELLO);
    assertThat(body(second)).isEqualTo("hello");
  }

  @Test
  void aRequestWithoutHarmIsSentAgainIfItsConnectionWasClosed() throws Exception {
    Upstream upstream = upstream(4);
    Future<String> answer = ask(loop(), upstream, "GET");
    next().close();
    next().write(HELLO);

    assertThat(body(answer)).isEqualTo("hello");
  }

  @Test
  void onlyOnce() throws Exception {
    Upstream upstream = upstream(4);
    Future<String> answer = ask(loop(), upstream, "GET");
    next().close();
    next().close();

    assertThat(failure(answer).kind()).isEqualTo(Kind.BROKEN);
    assertThat(asked).isEmpty();
  }

  @Test
  void aRequestThatMayHaveBeenDoneIsNotSentAgain() throws Exception {
    Upstream upstream = upstream(4);
    Future<String> answer = ask(loop(), upstream, "POST");
    next().close();

    assertThat(failure(answer).kind()).isEqualTo(Kind.BROKEN);
    assertThat(connections).hasSize(1);
  }

  @Test
  void whereNobodyListensAnotherIsAsked() throws Exception {
    Upstream upstream = upstream(4, Duration.ofMinutes(1), "127.0.0.1:1");
    Context loop = loop();
    for (int i = 0; i < 4; i++) {
      Future<String> answer = ask(loop, upstream, "POST");
      next().write(HELLO);
      assertThat(body(answer)).isEqualTo("hello");
    }

    assertThat(upstream.downCount()).isEqualTo(1);
  }

  @Test
  void silenceIsGivenUpBeforeTheHeadAndWithinTheBody() throws Exception {
    Upstream upstream = upstream(4, Duration.ofMillis(200));
    Context loop = loop();

    assertThat(failure(ask(loop, upstream, "GET")).kind()).isEqualTo(Kind.TIMEOUT);

    next();
    Future<String> half = ask(loop, upstream, "GET");
    next().write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
    assertThat(half.toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("stopped coming");
    Awaitility.await().until(() -> upstream.connections() == 0);
  }

  @Test
  void aBodyThatNobodyReadsHoldsTheUpstreamBack() throws Exception {
    Upstream upstream = upstream(4, Duration.ofMillis(200));
    Promise<UpstreamAnswer> head = Promise.promise();
    loop()
        .runOnContext(_ ->
            upstream
                .ask(new Outbound("GET", "shop.test", "/a", FieldList.EMPTY, null))
                .onComplete(head));
    NetSocket socket = next();
    long length = 256L << 20;
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
    Buffer piece = Buffer.buffer(new byte[1 << 20]);
    long sent = 0;
    while (sent < length && !socket.writeQueueFull()) {
      socket.write(piece);
      sent += piece.length();
    }

    // It neither takes all of it, nor calls the upstream silent that it does not read.
    Awaitility.await().until(() -> head.future().isComplete());
    Awaitility.await()
        .during(Duration.ofMillis(600))
        .until(() -> socket.writeQueueFull() && upstream.connections() == 1);
    head.future().result().body().cancel();
    Awaitility.await().until(() -> upstream.connections() == 0);
  }

  @Test
  void aNameIsLookedUp() throws Exception {
    Upstream upstream =
        new Upstream(
            vertx,
            new PoolConfig(
                "shop",
                List.of(new HostPort("localhost", server.actualPort())),
                4,
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1)),
            System::nanoTime);
    Future<String> answer = ask(loop(), upstream, "GET");
    next().write(HELLO);

    assertThat(body(answer)).isEqualTo("hello");
  }

  /** While a connection is being opened nobody is silent, but soon somebody may be. */
  @Test
  void aServerThatWasSlowToConnectToIsGivenUpLikeAnyOther() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<Socket> first = new CopyOnWriteArrayList<>();
    try (ServerSocket busy = new ServerSocket(0, 1, loopback)) {
      SocketAddress address = new InetSocketAddress(loopback, busy.getLocalPort());
      for (boolean full = false; !full; ) {
        Socket one = new Socket();
        first.add(one);
        try {
          one.connect(address, 300);
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
      Upstream upstream =
          new Upstream(
              vertx,
              new PoolConfig(
                  "shop",
                  List.of(new HostPort(loopback.getHostAddress(), busy.getLocalPort())),
                  4,
                  Duration.ofMinutes(1),
                  Duration.ofSeconds(1),
                  Duration.ofMinutes(2)),
              System::nanoTime);
      Future<String> answer = ask(loop(), upstream, "GET");
      Awaitility.await().until(() -> upstream.connections() == 1);

      // Makes room: the system knocks again after a second.
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                first.add(busy.accept());
              }
            } catch (IOException closed) {
              // the test is over
            }
          });

      assertThat(failure(answer).kind()).isEqualTo(Kind.TIMEOUT);
    }
    for (Socket one : first) {
      one.close();
    }
  }

  private static Future<Handshake> shakeHands(Context context, Upstream upstream) {
    Promise<Handshake> handshake = Promise.promise();
    context.runOnContext(_ ->
        upstream
            .shakeHands(new Outbound("GET", "shop.test", "/a", KEY, null))
            .onComplete(handshake));
    return handshake.future();
  }

  @Test
  void aWebSocketTakesNoPlaceOfAnother() throws Exception {
    Upstream upstream = upstream(1);
    Context loop = loop();
    Future<Handshake> handshake = shakeHands(loop, upstream);
    next().write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
    Handshake switched = handshake.await(1, TimeUnit.MINUTES);
    assertThat(switched).isInstanceOf(Handshake.Switched.class);

    Future<String> answer = ask(loop, upstream, "GET");
    next().write(HELLO);

    assertThat(body(answer)).isEqualTo("hello");
    assertThat(connections).hasSize(2);
    assertThat(upstream.connections()).isEqualTo(1);
    switched.cancel();
  }

  @Test
  void aHandshakeThatIsLostIsNotSentAgain() throws Exception {
    Upstream upstream = upstream(1);
    Future<Handshake> handshake = shakeHands(loop(), upstream);

    next().close();

    Awaitility.await().atMost(Duration.ofMinutes(1)).until(handshake::isComplete);
    assertThat(handshake.cause()).hasMessageContaining("ended the exchange");
    assertThat(asked).isEmpty();
  }

  @Test
  void aHandshakeTriesAnotherTargetThanOneThatIsDown() throws Exception {
    Upstream upstream = upstream(1, Duration.ofMinutes(1), "127.0.0.1:1");
    for (int i = 0; i < 2; i++) {
      Future<Handshake> handshake = shakeHands(loop(), upstream);
      next().write(HELLO);

      assertThat(handshake.await(1, TimeUnit.MINUTES)).isInstanceOf(Handshake.Declined.class);
    }
    assertThat(upstream.downCount()).isEqualTo(1);
  }
}
