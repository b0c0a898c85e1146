package io.atoll.replication.redis;

import static io.atoll.replication.Awaiting.await;
import static io.atoll.replication.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.parts.RedisServer;
import io.atoll.replication.view.ViewUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisLinkTest {
  private static final RedisServer SERVER = RedisServer.start();
  private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

  @AfterAll
  static void stop() {
    VERTX.close().await();
    SERVER.close();
  }

  @Test
  void aRequestThatIsNotAnsweredInTimeFailsWithThoseBehindItAndTheNextOneIsAnswered() {
    RedisLink link = connected(Duration.ofMillis(200));
    Future<@Nullable Response> hanging =
        link.send(Request.cmd(Command.BLPOP).arg("nothing").arg(0));
    Future<@Nullable Response> behind = link.send(Request.cmd(Command.GET).arg("nothing"));
    assertThatThrownBy(() -> await(hanging)).hasRootCauseMessage("CONNECTION_CLOSED");
    assertThatThrownBy(() -> await(behind)).hasRootCauseMessage("CONNECTION_CLOSED");
    assertThat(await(link.send(Request.cmd(Command.GET).arg("nothing")))).isNull();
    await(link.close());
  }

  @Test
  void aConnectionOutlivesAnyNumberOfTimeOutsWhileNothingIsAsked() {
    RedisLink link = connected(Duration.ofMillis(200));
    String before = id(link);
    await(VERTX.timer(1_000, TimeUnit.MILLISECONDS));
    assertThat(id(link)).isEqualTo(before);
    await(link.close());
  }

  @Test
  void requestsThatMayWaitForOthersAreEachAnswered() {
    RedisLink link = connected(Duration.ofSeconds(30));
    RedisScript script = new RedisScript("return {KEYS[1], ARGV[1]} -- soon");
    // Redis knows the script only after it has refused to run it by its digest.
    for (int round = 0; round < 2; round++) {
      List<Future<@Nullable Response>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(link.runSoon(script, List.of(bytes("k" + i)), List.of(bytes("a" + i))));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(String.valueOf(await(answers.get(i)))).isEqualTo("[k%d, a%d]".formatted(i, i));
      }
    }
    await(link.close());
    assertThatThrownBy(() -> await(link.runSoon(script, List.of(), List.of())))
        .hasRootCauseMessage("this link is closed");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void eachEventLoopHasALinkOfItsOwn() {
    RedisLinks links = new RedisLinks(VERTX, SERVER.uri(), Duration.ofSeconds(30));
    ContextInternal one = ((VertxInternal) VERTX).createEventLoopContext();
    ContextInternal other = ((VertxInternal) VERTX).createEventLoopContext();
    assertThat(other.nettyEventLoop()).isNotSameAs(one.nettyEventLoop());
    until("a loop is connected", () -> !id(links, one).isEmpty());
    until("the other is connected", () -> !id(links, other).isEmpty());
    assertThat(id(links, other)).isNotEqualTo(id(links, one));
    assertThat(id(links, one)).isEqualTo(id(links, one));
    await(links.close());
  }

  @Test
  void noLoopConnectsOnceTheLinksAreClosed() {
    RedisLinks links = new RedisLinks(VERTX, SERVER.uri(), Duration.ofSeconds(30));
    await(links.close());
    assertThat(id(links, ((VertxInternal) VERTX).createEventLoopContext())).isEmpty();
  }

  /** The first connection of all may take longer than a link waits. */
  private static RedisLink connected(Duration timeout) {
    RedisLink link = new RedisLink(VERTX, SERVER.uri(), timeout);
    until(
        "Redis answers",
        () -> await(link.send(Request.cmd(Command.PING)).map(true).otherwise(false)));
    return link;
  }

  /** Of the connection that a loop has; empty if it could not connect. */
  private static String id(RedisLinks links, ContextInternal context) {
    return await(
        Future.future(promise ->
            context.runOnContext(_ ->
                links
                    .here()
                    .send(Request.cmd(Command.CLIENT).arg("ID"))
                    .map(id -> {
                      assertThat(context.inThread()).isTrue();
                      return String.valueOf(id);
                    })
                    .recover(failure ->
                        failure instanceof ViewUnavailableException
                            ? Future.succeededFuture("")
                            : Future.failedFuture(failure))
                    .onComplete(promise))));
  }

  private static String id(RedisLink link) {
    return String.valueOf(await(link.send(Request.cmd(Command.CLIENT).arg("ID"))));
  }
}
