package io.atoll.replication.log;

import io.atoll.core.operation.Mutation;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.operation.Tally;
import io.atoll.core.position.IncarnationId;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mutation as bytes: case (1), then what it carries, in the order of its record. A deadline is an
 * int64, 0 for none; a number that may be negative is an int64.
 */
public final class MutationCodec {
  private static final int PUT_REGISTER = 1;
  private static final int REMOVE_REGISTER = 2;
  private static final int ADD_TO_COUNTER = 3;
  private static final int RESET_COUNTER = 4;
  private static final int ADD_MEMBER = 5;
  private static final int REMOVE_MEMBER = 6;
  private static final int SUBMIT_SCORE = 7;
  private static final int REMOVE_SCORE = 8;
  private static final int PUT_DOCUMENT = 9;
  private static final int PATCH_DOCUMENT = 10;
  private static final int REMOVE_DOCUMENT = 11;

  private static final int LATEST = 1;
  private static final int MAX = 2;
  private static final int SUM = 3;

  private MutationCodec() {}

  /** About how many bytes it takes. */
  static int size(Mutation mutation) {
    return 128
        + switch (mutation) {
          case Mutation.PutRegister put -> put.value().size();
          case Mutation.PutDocument put -> put.json().size();
          case Mutation.PatchDocument patch -> patch.json().size();
          default -> 0;
        };
  }

  public static void write(ByteWriter out, Mutation mutation) {
    switch (mutation) {
      case Mutation.PutRegister put ->
          deadline(out.int8(PUT_REGISTER), put.deadlineMillis())
              .text(put.contentType())
              .bytes(put.value());
      case Mutation.RemoveRegister() -> out.int8(REMOVE_REGISTER);
      case Mutation.AddToCounter add -> out.int8(ADD_TO_COUNTER).int64(add.delta());
      case Mutation.ResetCounter reset -> tallies(out.int8(RESET_COUNTER), reset.observed());
      case Mutation.AddMember add -> out.int8(ADD_MEMBER).text(add.member());
      case Mutation.RemoveMember remove -> out.int8(REMOVE_MEMBER).text(remove.member());
      case Mutation.SubmitScore submit ->
          out.int8(SUBMIT_SCORE)
              .text(submit.member())
              .int8(policy(submit.policy()))
              .int64(submit.score())
              .variable(submit.generation());
      case Mutation.RemoveScore remove ->
          tallies(
              out.int8(REMOVE_SCORE)
                  .text(remove.member())
                  .int8(policy(remove.policy()))
                  .variable(remove.generation()),
              remove.observed());
      case Mutation.PutDocument put ->
          deadline(out.int8(PUT_DOCUMENT), put.deadlineMillis()).bytes(put.json());
      case Mutation.PatchDocument patch -> out.int8(PATCH_DOCUMENT).bytes(patch.json());
      case Mutation.RemoveDocument() -> out.int8(REMOVE_DOCUMENT);
    }
  }

  private static ByteWriter deadline(ByteWriter out, @Nullable Long millis) {
    return out.int64(millis == null ? 0 : millis);
  }

  static ByteWriter tallies(ByteWriter out, SortedMap<IncarnationId, Tally> tallies) {
    out.variable(tallies.size());
    tallies.forEach((incarnation, tally) ->
        out.text(incarnation.toString()).variable(tally.offset()).int64(tally.total()));
    return out;
  }

  /**
   * The mutation that stands next.
   *
   * @throws UnreadableException if it is of no known case, or damaged
   */
  public static Mutation read(ByteReader in) {
    int found = in.int8();
    try {
      return switch (found) {
        case PUT_REGISTER -> {
          Long deadline = deadline(in);
          String contentType = in.text();
          yield new Mutation.PutRegister(in.bytes(), contentType, deadline);
        }
        case REMOVE_REGISTER -> new Mutation.RemoveRegister();
        case ADD_TO_COUNTER -> new Mutation.AddToCounter(in.int64());
        case RESET_COUNTER -> new Mutation.ResetCounter(tallies(in));
        case ADD_MEMBER -> new Mutation.AddMember(in.text());
        case REMOVE_MEMBER -> new Mutation.RemoveMember(in.text());
        case SUBMIT_SCORE ->
            new Mutation.SubmitScore(in.text(), policy(in), in.int64(), in.variable());
        case REMOVE_SCORE ->
            new Mutation.RemoveScore(in.text(), policy(in), in.variable(), tallies(in));
        case PUT_DOCUMENT -> {
          Long deadline = deadline(in);
          yield new Mutation.PutDocument(in.bytes(), deadline);
        }
        case PATCH_DOCUMENT -> new Mutation.PatchDocument(in.bytes());
        case REMOVE_DOCUMENT -> new Mutation.RemoveDocument();
        default -> throw in.damaged("case %d is not known".formatted(found));
      };
    } catch (IllegalArgumentException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Long deadline(ByteReader in) {
    long millis = in.int64();
    return millis == 0 ? null : millis;
  }

  private static int policy(ScorePolicy policy) {
    return switch (policy) {
      case LATEST -> LATEST;
      case MAX -> MAX;
      case SUM -> SUM;
    };
  }

  private static ScorePolicy policy(ByteReader in) {
    int found = in.int8();
    return switch (found) {
      case LATEST -> ScorePolicy.LATEST;
      case MAX -> ScorePolicy.MAX;
      case SUM -> ScorePolicy.SUM;
      default -> throw in.damaged("score policy %d is not known".formatted(found));
    };
  }

  static SortedMap<IncarnationId, Tally> tallies(ByteReader in) {
    SortedMap<IncarnationId, Tally> tallies = new TreeMap<>();
    for (int left = in.count("tallies"); left > 0; left--) {
      IncarnationId incarnation = in.incarnation();
      long offset = in.variable();
      tallies.put(incarnation, new Tally(offset, in.int64()));
    }
    return tallies;
  }
}
