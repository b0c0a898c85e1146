package io.atoll.edge.kv;

import io.atoll.core.operation.Bytes;
import io.atoll.core.operation.Key;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.time.WallClock;
import io.atoll.edge.cache.ReadThrough;
import io.atoll.edge.server.Exchange;
import io.atoll.edge.session.ClientSession;
import io.atoll.edge.session.Session;
import io.atoll.edge.write.Change;
import io.atoll.edge.write.WriteTerms;
import io.atoll.replication.cell.Cell;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One member of a set or of a leaderboard: is it there, with what score, add it, remove it. */
public final class MemberPhase {
  private final WriteFields fields;
  private final WriteBodies bodies;
  private final WriteCalls calls;
  private final ReadThrough reads;
  private final ViewFallback fallback;
  private final int partitions;
  private final SessionAnswers sessions;
  private final WallClock clock;

  public MemberPhase(
      WriteFields fields,
      WriteBodies bodies,
      WriteCalls calls,
      ReadThrough reads,
      ViewFallback fallback,
      int partitions,
      SessionAnswers sessions,
      WallClock clock) {
    this.fields = fields;
    this.bodies = bodies;
    this.calls = calls;
    this.reads = reads;
    this.fallback = fallback;
    this.partitions = partitions;
    this.sessions = sessions;
    this.clock = clock;
  }

  void read(Exchange exchange, Kind kind, Key key, String member, ClientSession session) {
    if (!WriteBodies.withoutBody(exchange)) {
      return;
    }
    if (kind == Kind.SET) {
      exchange.await(
          reads.member(key, member),
          reading -> {
            Cell cell = shown(exchange, key, session, reading.cell());
            if (cell != null && cell.value().isListed()) {
              JsonAnswer.send(exchange, new JsonObject().put("member", member));
            } else {
              exchange.problem(KvProblems.noSuchMember(key, member));
            }
          },
          failure -> fallback.answer(exchange, key, failure));
    } else {
      exchange.await(
          reads.around(key, member, 0),
          ranking -> {
            sessions.gained(
                exchange,
                session,
                Session.ofList(key.partition(partitions), ranking.watermark(), clock.millis()));
            if (ranking.rank().isEmpty() || ranking.members().isEmpty()) {
              exchange.problem(KvProblems.noSuchMember(key, member));
            } else {
              JsonAnswer.send(
                  exchange,
                  new JsonObject()
                      .put("member", member)
                      .put("score", ranking.members().getFirst().score())
                      .put("rank", ranking.rank().getAsLong() + 1)
                      .put("members", ranking.total()));
            }
          },
          failure -> fallback.answer(exchange, key, failure));
    }
  }

  /** The cell as this client may see it: what it wrote where a clock is ahead, it reads already. */
  private @Nullable Cell shown(
      Exchange exchange, Key key, ClientSession session, @Nullable Cell cell) {
    if (cell == null) {
      return null;
    }
    int partition = key.partition(partitions);
    sessions.gained(exchange, session, Session.ofCell(partition, cell, clock.millis()));
    return cell.at(session.newest().millis());
  }

  void write(Exchange exchange, Namespace namespace, Key key, String member) {
    WriteTerms terms = fields.memberTerms(exchange, namespace);
    if (terms == null || !TimeToLive.isAbsent(exchange, "member of a set or leaderboard")) {
      return;
    }
    boolean delete = exchange.method().equals(HttpMethod.DELETE);
    ScorePolicy policy = namespace.scorePolicy();
    if (policy == null) {
      if (WriteBodies.withoutBody(exchange) && bodies.reserve(exchange, 0)) {
        Change change = delete ? new Change.RemoveMember(member) : new Change.AddMember(member);
        write(exchange, key, change, terms);
      }
    } else if (delete) {
      if (WriteBodies.withoutBody(exchange) && bodies.reserve(exchange, 0)) {
        write(exchange, key, new Change.RemoveScore(member, policy), terms);
      }
    } else {
      bodies.body(exchange, namespace, body -> submit(exchange, key, member, policy, body, terms));
    }
  }

  private void submit(
      Exchange exchange, Key key, String member, ScorePolicy policy, Bytes body, WriteTerms terms) {
    Long score = JsonBody.number(exchange, body, "score", Mutation.NUMBER_MAX);
    if (score != null) {
      write(exchange, key, new Change.Submit(member, policy, score), terms);
    }
  }

  private void write(Exchange exchange, Key key, Change change, WriteTerms terms) {
    calls.write(
        exchange, key, change, terms, done -> exchange.end(WriteCalls.status(done.outcome())));
  }
}
