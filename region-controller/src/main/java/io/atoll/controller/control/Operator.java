package io.atoll.controller.control;

import io.atoll.controller.intent.Drain;
import io.atoll.controller.intent.Expulsion;
import io.atoll.controller.intent.Intent;
import io.atoll.controller.intent.IntentCommand;
import io.atoll.controller.intent.IntentOutcome;
import io.atoll.controller.intent.IntentStore;
import io.atoll.controller.table.TableFeed;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.region.RegionId;
import io.atoll.core.routing.RegionEntry;
import io.atoll.core.routing.RegionState;
import io.atoll.core.time.WallClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what an operator asks for, within the safety rules: the last region that serves is
 * not taken out unless that is insisted on. Every request is written to the audit log with who,
 * what, why and what became of it.
 */
public final class Operator {
  /** Intent changes when people change it; so many changes in between are no accident. */
  private static final int JUDGEMENTS_MAX = 5;

  private static final Logger audit = LoggerFactory.getLogger("io.atoll.audit");

  private final Context context;
  private final Set<RegionId> members;
  private final IntentStore store;
  private final ControlRoom room;
  private final TableFeed feed;
  private final WallClock wall;
  private final Replicators replicators;

  /**
   * One request.
   *
   * @param by who asks
   * @param force do it even if the last serving region is taken out
   */
  public record Request(RegionId region, String by, String reason, boolean force) {}

  /** What became of a request. */
  public sealed interface Answer {
    /** It holds. */
    record Done(Intent intent) implements Answer {}

    /** There is no such region. */
    record UnknownRegion(RegionId region) implements Answer {}

    /** Nobody would be left to serve users. */
    record LastServing(RegionId region) implements Answer {}

    /** Nobody would be left to fill it from, or to serve. */
    record LastMember(RegionId region) implements Answer {}

    /** It serves users, and is not expelled without having been drained. */
    record InService(RegionId region) implements Answer {}

    /**
     * It is not known which lives its log was in.
     *
     * @param silent members that did not say which they know
     */
    record LivesUnknown(RegionId region, SortedSet<RegionId> silent) implements Answer {}

    /** It can't be readmitted as it is. */
    record NotReady(RegionId region, String why) implements Answer {}

    /** Intent could not be changed now. */
    record Unavailable(String why) implements Answer {}
  }

  public Operator(
      Context context,
      Set<RegionId> members,
      IntentStore store,
      ControlRoom room,
      TableFeed feed,
      WallClock wall,
      Replicators replicators) {
    this.context = context;
    this.members = Set.copyOf(members);
    this.store = store;
    this.room = room;
    this.feed = feed;
    this.wall = wall;
    this.replicators = replicators;
  }

  public Future<Answer> drain(Request request) {
    Drain drain = new Drain(request.reason(), request.by(), wall.millis());
    return takeOut(
        "drain",
        request,
        judgedAt -> new IntentCommand.DrainRegion(request.region(), drain, judgedAt));
  }

  public Future<Answer> restore(Request request) {
    return audited(
        "restore",
        request,
        members.contains(request.region())
            ? propose(
                _ -> new IntentCommand.RestoreRegion(request.region()), () -> true, request, 1)
            : unknown(request));
  }

  /**
   * Expels a region: ends every life of its log that any member knows, so that nothing is taken
   * from them any more. Every other member must say which it knows, unless that is insisted on.
   */
  public Future<Answer> expel(Request request) {
    RegionId region = request.region();
    if (!members.contains(region)) {
      return audited("expel", request, unknown(request));
    }
    Set<RegionId> others =
        members.stream()
            .filter(other -> !other.equals(region) && !room.intent().isExpelled(other))
            .collect(Collectors.toSet());
    if (others.isEmpty()) {
      return audited(
          "expel", request, Future.succeededFuture(new Answer.LastMember(request.region())));
    }
    if (!request.force() && serves(region)) {
      return audited("expel", request, Future.succeededFuture(new Answer.InService(region)));
    }
    return audited(
        "expel",
        request,
        knownLives(region, others).compose(known -> expel(request, known.lives(), known.silent())));
  }

  private Future<Answer> expel(
      Request request, SortedSet<IncarnationId> lives, SortedSet<RegionId> silent) {
    if (lives.isEmpty() || (!silent.isEmpty() && !request.force())) {
      return Future.succeededFuture(new Answer.LivesUnknown(request.region(), silent));
    }
    Expulsion expulsion = new Expulsion(request.reason(), request.by(), wall.millis());
    return propose(
        judgedAt -> new IntentCommand.ExpelRegion(request.region(), expulsion, lives, judgedAt),
        () -> request.force() || othersServe(request.region()),
        request,
        JUDGEMENTS_MAX);
  }

  private boolean serves(RegionId region) {
    RegionEntry entry = feed.current().regions().get(region);
    return entry != null && entry.state() == RegionState.UP;
  }

  /** What all know together, and who did not say. */
  private record KnownLives(SortedSet<IncarnationId> lives, SortedSet<RegionId> silent) {}

  private Future<KnownLives> knownLives(RegionId region, Set<RegionId> others) {
    SortedSet<IncarnationId> lives = new TreeSet<>();
    SortedSet<RegionId> silent = new TreeSet<>();
    List<Future<?>> asked = new ArrayList<>();
    for (RegionId other : others) {
      asked.add(
          replicators
              .lives(other, region)
              .onSuccess(known -> lives.addAll(known))
              .onFailure(_ -> silent.add(other)));
    }
    // The region itself is often out of reach: that is why it is expelled.
    asked.add(replicators.lives(region, region).onSuccess(known -> lives.addAll(known)));
    return Future.join(asked).transform(_ -> Future.succeededFuture(new KnownLives(lives, silent)));
  }

  /**
   * Makes an expelled region a member again, once it has begun anew and caught up; insisted on, at
   * once: then it serves as soon as it has.
   */
  public Future<Answer> readmit(Request request) {
    RegionId region = request.region();
    if (!members.contains(region)) {
      return audited("readmit", request, unknown(request));
    }
    if (!room.intent().isExpelled(region)) {
      return audited("readmit", request, Future.succeededFuture(new Answer.Done(room.intent())));
    }
    return audited(
        "readmit",
        request,
        obstacle(region)
            .compose(obstacle ->
                obstacle.isEmpty() || request.force()
                    ? propose(_ -> new IntentCommand.ReadmitRegion(region), () -> true, request, 1)
                    : Future.succeededFuture(new Answer.NotReady(region, obstacle))));
  }

  /** Why a region can't be readmitted; empty: it can. */
  private Future<String> obstacle(RegionId region) {
    return replicators
        .report(region)
        .map(report -> {
          IncarnationId life = report.life().orElse(null);
          if (life != null && room.intent().ended().contains(life)) {
            return "its log is still %s, which was ended".formatted(life);
          }
          return report.ready() ? "" : "it has not caught up: " + report.reason();
        })
        .otherwise(e -> "its replicator does not answer: " + e.getMessage());
  }

  /** Changes a region's share of the users nearest to it, 0 to 100. */
  public Future<Answer> weigh(Request request, int weight) {
    LongFunction<IntentCommand> command =
        judgedAt -> new IntentCommand.WeighRegion(request.region(), weight, judgedAt);
    if (weight == 0) {
      return takeOut("weigh to 0", request, command);
    }
    return audited(
        "weigh to " + weight,
        request,
        members.contains(request.region())
            ? propose(command, () -> true, request, JUDGEMENTS_MAX)
            : unknown(request));
  }

  private Future<Answer> takeOut(
      String action, Request request, LongFunction<IntentCommand> command) {
    return audited(
        action,
        request,
        members.contains(request.region())
            ? propose(
                command,
                () -> request.force() || othersServe(request.region()),
                request,
                JUDGEMENTS_MAX)
            : unknown(request));
  }

  /** A safety rule, asked again for every version of intent that a command is judged at. */
  @FunctionalInterface
  private interface Rule {
    boolean holds();
  }

  private Future<Answer> propose(
      LongFunction<IntentCommand> command, Rule rule, Request request, int judgementsLeft) {
    if (!rule.holds()) {
      return Future.succeededFuture(new Answer.LastServing(request.region()));
    }
    return Future.fromCompletionStage(
            store.propose(command.apply(room.intent().version())), context)
        .compose(outcome -> {
          room.learn(outcome.intent());
          return switch (outcome) {
            case IntentOutcome.Accepted accepted ->
                Future.<Answer>succeededFuture(new Answer.Done(accepted.intent()));
            case IntentOutcome.Superseded _ ->
                judgementsLeft > 1
                    ? propose(command, rule, request, judgementsLeft - 1)
                    : Future.<Answer>succeededFuture(
                        new Answer.Unavailable("intent keeps changing; ask again"));
          };
        })
        .otherwise(e -> new Answer.Unavailable(String.valueOf(e.getMessage())));
  }

  /** Whether intent and health leave another region serving. */
  private boolean othersServe(RegionId region) {
    return feed.current().regions().values().stream()
        .anyMatch(entry ->
            !entry.id().equals(region)
                && entry.servesUsers()
                && !room.intent().isDrained(entry.id())
                && !room.intent().isExpelled(entry.id()));
  }

  private static Future<Answer> unknown(Request request) {
    return Future.succeededFuture(new Answer.UnknownRegion(request.region()));
  }

  private static Future<Answer> audited(String action, Request request, Future<Answer> answer) {
    return answer.onSuccess(what ->
        audit
            .atInfo()
            .addKeyValue("action", action)
            .addKeyValue("subject", request.region())
            .addKeyValue("by", request.by())
            .addKeyValue("reason", request.reason())
            .addKeyValue("force", request.force())
            .addKeyValue("outcome", what.getClass().getSimpleName())
            .log("operator"));
  }
}
