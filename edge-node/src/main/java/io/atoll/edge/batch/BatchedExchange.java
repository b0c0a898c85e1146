package io.atoll.edge.batch;

import io.atoll.core.operation.Bytes;
import io.atoll.edge.server.CommonProblems;
import io.atoll.edge.server.Exchange;
import io.atoll.runtime.problem.Problem;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of a batch, and its answer. What it doesn't say about itself, its batch may say. */
final class BatchedExchange implements Exchange {
  /** Fields of the batch's request that hold for its operations too. */
  private static final Set<String> INHERITED =
      Set.of(
          "authorization", "atoll-consistency", "atoll-durability", "atoll-session", "traceparent");

  private final Exchange batch;
  private final Operation operation;
  private final Consumer<BatchedExchange> done;
  private final Map<String, String> answerFields = new LinkedHashMap<>();
  private @Nullable Map<String, List<String>> parameters;
  private @Nullable Runnable atEnd;
  private int status;
  private @Nullable Buffer content;
  private boolean over;

  /**
   * @param done told once, when it is answered
   */
  BatchedExchange(Exchange batch, Operation operation, Consumer<BatchedExchange> done) {
    this.batch = batch;
    this.operation = operation;
    this.done = done;
  }

  @Override
  public HttpMethod method() {
    return operation.method();
  }

  @Override
  public String path() {
    return operation.path();
  }

  @Override
  public @Nullable String query() {
    int query = operation.target().indexOf('?');
    return query < 0 ? null : operation.target().substring(query + 1);
  }

  @Override
  public @Nullable String header(CharSequence name) {
    String lower = name.toString().toLowerCase(Locale.ROOT);
    String own = operation.fields().get(lower);
    if (own != null) {
      return own;
    }
    if (lower.contentEquals(HttpHeaders.CONTENT_LENGTH)) {
      return Integer.toString(operation.body().size());
    }
    return INHERITED.contains(lower) ? batch.header(name) : null;
  }

  @Override
  public List<String> headers(CharSequence name) {
    String line = header(name);
    return line == null ? List.of() : List.of(line);
  }

  @Override
  public @Nullable String parameter(String name) {
    if (parameters == null) {
      parameters = new QueryStringDecoder(operation.target()).parameters();
    }
    List<String> values = parameters.get(name);
    return values == null ? null : values.getFirst();
  }

  @Override
  public boolean local() {
    return batch.local();
  }

  @Override
  public Exchange put(CharSequence name, CharSequence value) {
    answerFields.put(name.toString().toLowerCase(Locale.ROOT), value.toString());
    return this;
  }

  @Override
  public void atEnd(Runnable action) {
    atEnd = action;
  }

  @Override
  public <T> void await(Future<T> future, Consumer<T> succeeded, Consumer<Throwable> failed) {
    batch.await(future, result -> goOn(succeeded, result), cause -> goOn(failed, cause));
  }

  /** What goes wrong with one operation is no matter of the others. */
  private <T> void goOn(Consumer<T> next, T with) {
    if (over) {
      return;
    }
    try {
      next.accept(with);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** Answers what nobody expected to fail. */
  void failed(RuntimeException e) {
    BatchHandler.log
        .atError()
        .addKeyValue("method", method())
        .addKeyValue("path", path())
        .setCause(e)
        .log("operation of a batch failed");
    if (!over) {
      problem(CommonProblems.internal("operation"));
    }
  }

  @Override
  public void readBody(
      long bytesMax, int expectedBytes, Handler<Bytes> whole, Runnable tooLarge, Runnable tooSlow) {
    if (operation.body().size() > bytesMax) {
      tooLarge.run();
    } else {
      whole.handle(operation.body());
    }
  }

  @Override
  public void end(int code) {
    answer(code, null);
  }

  @Override
  public void end(int code, Buffer body) {
    answer(code, method().equals(HttpMethod.HEAD) ? null : body);
  }

  @Override
  public void problemAndClose(Problem problem) {
    problem(problem);
  }

  private void answer(int code, @Nullable Buffer body) {
    if (over) {
      throw new IllegalStateException("answered twice, first %d, then %d".formatted(status, code));
    }
    status = code;
    content = body;
    letGo();
    done.accept(this);
  }

  /** Ends it without an answer, if it has none: nobody waits for it any more. */
  void letGo() {
    if (!over) {
      over = true;
      if (atEnd != null) {
        atEnd.run();
      }
    }
  }

  boolean isOver() {
    return over;
  }

  int status() {
    return status;
  }

  Map<String, String> answerFields() {
    return answerFields;
  }

  @Nullable Buffer content() {
    return content;
  }
}
