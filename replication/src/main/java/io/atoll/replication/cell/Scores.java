package io.atoll.replication.cell;

import org.jspecify.annotations.Nullable;

/** What members of leaderboards have in common, whatever their policy. */
public final class Scores {
  private Scores() {}

  /** The score that counts; null: the member has none, or is none. */
  public static @Nullable Long of(@Nullable Merged member) {
    return switch (member) {
      case LatestScore latest -> latest.score();
      case MaxScore max -> max.score();
      case SumScore sum -> sum.sum().isTouched() ? sum.sum().value() : null;
      case null -> null;
      case Register _, Counter _, Member _, Document _, Attempt _ -> null;
    };
  }

  static Outcome outcome(boolean wasThere, boolean isThere) {
    if (isThere) {
      return wasThere ? Outcome.REPLACED : Outcome.CREATED;
    }
    return wasThere ? Outcome.REMOVED : Outcome.ABSENT;
  }
}
