package io.atoll.replication.view;

import io.atoll.core.position.Watermark;
import java.util.List;
import java.util.OptionalLong;

/**
 * Some members of a leaderboard, highest score first, of equal scores in the order of their UTF-8
 * bytes.
 *
 * @param total how many members the board has
 * @param first the rank of the first one given, from 0
 * @param rank of the member that was asked for, from 0; empty: none was, or it is not there
 * @param watermark what of every log was applied to the partition at the read
 * @param runId the Redis that answered
 */
public record Ranking(
    List<Ranked> members,
    long total,
    long first,
    OptionalLong rank,
    Watermark watermark,
    String runId) {
  public Ranking {
    members = List.copyOf(members);
  }

  /** A member and its score. */
  public record Ranked(String member, long score) {}
}
