package io.atoll.replication.log;

import io.atoll.core.operation.Bytes;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.replication.cell.Attempt;
import io.atoll.replication.cell.Content;
import io.atoll.replication.cell.Counter;
import io.atoll.replication.cell.Document;
import io.atoll.replication.cell.Field;
import io.atoll.replication.cell.LatestScore;
import io.atoll.replication.cell.MaxScore;
import io.atoll.replication.cell.Member;
import io.atoll.replication.cell.Merged;
import io.atoll.replication.cell.Rank;
import io.atoll.replication.cell.Register;
import io.atoll.replication.cell.Sum;
import io.atoll.replication.cell.SumScore;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A merged value as bytes: case (1), then its record's parts in order. What may be missing is
 * preceded by 1 if it is there and 0 if not.
 */
final class MergedCodec {
  private static final int REGISTER = 1;
  private static final int COUNTER = 2;
  private static final int MEMBER = 3;
  private static final int LATEST_SCORE = 4;
  private static final int MAX_SCORE = 5;
  private static final int SUM_SCORE = 6;
  private static final int DOCUMENT = 7;
  private static final int ATTEMPT = 8;

  private MergedCodec() {}

  /** About how many bytes it takes, as far as that is easily known. */
  static int size(Merged value) {
    return value instanceof Register(Content.Value content, Position _, HybridTimestamp _)
        ? content.bytes().size()
        : 0;
  }

  static void write(ByteWriter out, Merged value) {
    switch (value) {
      case Register register -> register(out.int8(REGISTER), register);
      case Counter counter -> sum(out.int8(COUNTER), counter.sum());
      case Member member -> {
        out.int8(MEMBER).variable(member.adds().size());
        member.adds().forEach((origin, add) -> out.text(origin.toString()).variable(add));
        WatermarkCodec.write(out, member.removed());
      }
      case LatestScore latest -> {
        score(out.int8(LATEST_SCORE), latest.score());
        rank(out, latest.rank());
      }
      case MaxScore max -> score(out.int8(MAX_SCORE).variable(max.generation()), max.score());
      case SumScore score -> sum(out.int8(SUM_SCORE), score.sum());
      case Document document -> {
        Long deadline = document.deadlineMillis();
        field(out.int8(DOCUMENT).int64(deadline == null ? 0 : deadline), document.root());
      }
      case Attempt() -> out.int8(ATTEMPT);
    }
  }

  private static void register(ByteWriter out, Register register) {
    Position winner = register.winner();
    out.int8(winner == null ? 0 : 1);
    if (winner != null) {
      position(out, winner);
    }
    out.int64(register.timestamp().packed());
    switch (register.content()) {
      case Content.Tombstone() -> out.int8(0);
      case Content.Value(Bytes bytes, String contentType, Long deadline) ->
          out.int8(1).int64(deadline == null ? 0 : deadline).text(contentType).bytes(bytes);
    }
  }

  private static void position(ByteWriter out, Position position) {
    out.text(position.incarnation().toString())
        .variable(position.partition())
        .variable(position.offset());
  }

  private static void sum(ByteWriter out, Sum sum) {
    MutationCodec.tallies(out, sum.totals());
    MutationCodec.tallies(out, sum.resets());
  }

  private static void score(ByteWriter out, @Nullable Long score) {
    out.int8(score == null ? 0 : 1);
    if (score != null) {
      out.int64(score);
    }
  }

  private static void rank(ByteWriter out, @Nullable Rank rank) {
    out.int8(rank == null ? 0 : 1);
    if (rank != null) {
      out.int64(rank.timestamp().packed()).text(rank.origin().toString());
    }
  }

  private static void field(ByteWriter out, Field field) {
    Field.Mark set = field.set();
    String leaf = set == null ? null : set.leaf();
    out.int8((set == null ? 0 : 1) | (leaf == null ? 0 : 2));
    if (set != null) {
      out.int64(set.rank().timestamp().packed());
      position(out, set.at());
    }
    if (leaf != null) {
      out.text(leaf);
    }
    rank(out, field.object());
    out.variable(field.fields().size());
    field.fields().forEach((name, child) -> field(out.text(name), child));
  }

  static Merged read(ByteReader in) {
    int found = in.int8();
    return switch (found) {
      case REGISTER -> register(in);
      case COUNTER -> new Counter(sum(in));
      case MEMBER -> member(in);
      case LATEST_SCORE -> new LatestScore(score(in), rank(in));
      case MAX_SCORE -> new MaxScore(in.variable(), score(in));
      case SUM_SCORE -> new SumScore(sum(in));
      case DOCUMENT -> {
        long deadline = in.int64();
        yield new Document(field(in), deadline == 0 ? null : deadline);
      }
      case ATTEMPT -> new Attempt();
      default -> throw in.damaged("value %d is of no known kind".formatted(found));
    };
  }

  private static Register register(ByteReader in) {
    Position winner = in.int8() == 0 ? null : position(in);
    HybridTimestamp timestamp = in.timestamp();
    if (in.int8() == 0) {
      return new Register(new Content.Tombstone(), winner, timestamp);
    }
    long deadline = in.int64();
    String contentType = in.text();
    return new Register(
        new Content.Value(in.bytes(), contentType, deadline == 0 ? null : deadline),
        winner,
        timestamp);
  }

  private static Position position(ByteReader in) {
    IncarnationId incarnation = in.incarnation();
    int partition = in.count("partition");
    return new Position(incarnation, partition, in.variable());
  }

  private static Sum sum(ByteReader in) {
    return new Sum(MutationCodec.tallies(in), MutationCodec.tallies(in));
  }

  private static Member member(ByteReader in) {
    Map<IncarnationId, Long> adds = new TreeMap<>();
    for (int left = in.count("adds"); left > 0; left--) {
      adds.put(in.incarnation(), in.variable());
    }
    return new Member(adds, WatermarkCodec.read(in));
  }

  private static @Nullable Long score(ByteReader in) {
    return in.int8() == 0 ? null : in.int64();
  }

  private static @Nullable Rank rank(ByteReader in) {
    if (in.int8() == 0) {
      return null;
    }
    HybridTimestamp timestamp = in.timestamp();
    return new Rank(timestamp, in.incarnation());
  }

  private static Field field(ByteReader in) {
    int has = in.int8();
    Field.Mark set = null;
    if ((has & 1) != 0) {
      HybridTimestamp timestamp = in.timestamp();
      Position at = position(in);
      set =
          new Field.Mark(
              new Rank(timestamp, at.incarnation()), at, (has & 2) == 0 ? null : in.text());
    }
    Rank object = rank(in);
    Map<String, Field> fields = new TreeMap<>();
    for (int left = in.count("fields"); left > 0; left--) {
      String name = in.text();
      fields.put(name, field(in));
    }
    return new Field(set, object, fields);
  }
}
