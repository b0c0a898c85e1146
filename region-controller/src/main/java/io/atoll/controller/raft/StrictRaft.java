package io.atoll.controller.raft;

import org.jgroups.Address;
import org.jgroups.protocols.raft.AppendResult;
import org.jgroups.protocols.raft.Follower;
import org.jgroups.protocols.raft.Leader;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.RaftImpl;
import org.jgroups.protocols.raft.Role;

/**
 * Raft whose followers commit and acknowledge only what this term's leader has confirmed.
 *
 * <p>A follower of jgroups-raft 1.1.0 that holds entries of a former term beyond those just sent
 * acknowledges, and on a bare commit message commits, those too: a former leader that returns from
 * a cut could keep what nobody else has, and its leader could count an acknowledgement that was for
 * another entry. Raft commits {@code min(leaderCommit, index of last new entry)} (Ongaro and
 * Ousterhout 2014, figure 2, AppendEntries, receiver implementation, step 5).
 */
final class StrictRaft extends RAFT {
  /** The term for which {@link #confirmed} holds. */
  private long confirmedTerm;

  /** Up to here, log and leader's log are the same. */
  private long confirmed;

  StrictRaft() {
    // JGroups finds a protocol's id by its class and doesn't know this one.
    setId(RAFT_ID);
    impl = new StrictFollower();
  }

  @Override
  protected RAFT changeRole(Role role) {
    boolean same = (role == Role.Leader) == (impl instanceof Leader);
    if (!same) {
      impl.destroy();
      RaftImpl next = role == Role.Leader ? new Leader(this) : new StrictFollower();
      next.init();
      impl = next;
      notifyRoleChangeListeners(role);
    }
    return this;
  }

  private final class StrictFollower extends Follower {
    StrictFollower() {
      super(StrictRaft.this);
    }

    @Override
    public AppendResult handleAppendEntriesRequest(
        LogEntries entries,
        Address leader,
        long previousIndex,
        long previousTerm,
        long entryTerm,
        long leaderCommit) {
      if (confirmedTerm != currentTerm()) {
        confirmedTerm = currentTerm();
        confirmed = 0;
      }
      long before = lastAppended();
      // With nothing to commit: what may be committed is known only afterwards.
      AppendResult result =
          super.handleAppendEntriesRequest(
              entries, leader, previousIndex, previousTerm, entryTerm, 0);
      if (!result.success()) {
        return result;
      }
      if (entries != null) {
        boolean appended =
            previousIndex + entries.size() == lastAppended() && lastAppended() != before;
        // An entry that was there already has been compared, those sent behind it have not.
        confirmed = Math.max(confirmed, appended ? lastAppended() : previousIndex + 1);
      }
      // What is committed is the same in every log.
      confirmed = Math.min(lastAppended(), Math.max(confirmed, commitIndex()));
      commitLogTo(Math.min(leaderCommit, confirmed), false);
      return new AppendResult(AppendResult.Result.OK, confirmed).commitIndex(commitIndex());
    }
  }
}
