package io.atoll.controller.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.controller.intent.IntentCommand.DeclareNamespaces;
import io.atoll.controller.wire.IntentJson;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import java.util.List;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.protocols.raft.AppendResult;
import org.jgroups.protocols.raft.InMemoryLog;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.util.ExtendedUUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A follower that holds entries of a former term which nobody else has. */
class StrictRaftTest {
  private final Address self = ExtendedUUID.randomUUID("self");
  private final Address other = ExtendedUUID.randomUUID("other");
  private final Address leader = ExtendedUUID.randomUUID("leader");
  private final IntentMachine machine = new IntentMachine(_ -> {});
  private final StrictRaft raft = new StrictRaft();

  @BeforeEach
  void aFollowerHoldsEntriesNobodyElseHas() throws Exception {
    InMemoryLog log = new InMemoryLog();
    log.init("self-" + System.identityHashCode(this), Map.of());
    raft.addr(self);
    raft.log(log);
    raft.stateMachine(machine);
    raft.currentTerm(1);
    append(other, 0, 0, 1, 1, "shared");
    append(other, 1, 1, 1, 1, "mine-2");
    append(other, 2, 1, 1, 1, "mine-3");
    raft.currentTerm(2);
  }

  @Test
  void bareCommitMessageCommitsNothingThatWasNotConfirmed() {
    AppendResult result = raft.impl().handleAppendEntriesRequest(null, leader, 0, 0, 2, 3);

    assertThat(result.success()).isTrue();
    assertThat(result.index()).isEqualTo(1);
    assertThat(raft.commitIndex()).isEqualTo(1);
    assertThat(machine.intent().namespaces().keySet()).containsExactly("shared");
  }

  @Test
  void confirmingOneEntryConfirmsNoneBehindIt() {
    AppendResult result = append(leader, 0, 0, 1, 3, "shared");

    assertThat(result.index()).isEqualTo(1);
    assertThat(raft.commitIndex()).isEqualTo(1);
  }

  @Test
  void leadersEntriesReplaceItsOwnAndAreCommitted() {
    AppendResult result = append(leader, 1, 1, 2, 2, "theirs-2");

    assertThat(result.index()).isEqualTo(2);
    assertThat(raft.lastAppended()).isEqualTo(2);
    assertThat(machine.intent().namespaces().keySet()).containsExactly("shared", "theirs-2");
  }

  @Test
  void shownConflictItsOwnEntriesGo() {
    AppendResult result = append(leader, 3, 2, 2, 3, "theirs-4");

    assertThat(result.success()).isFalse();
    assertThat(raft.lastAppended()).isEqualTo(1);
    assertThat(raft.commitIndex()).isEqualTo(1);
  }

  private AppendResult append(
      Address from, long previous, long previousTerm, long term, long commit, String name) {
    byte[] command =
        IntentJson.command(new DeclareNamespaces(List.of(new Namespace(name, Kind.REGISTER, null))))
            .toBuffer()
            .getBytes();
    LogEntries entries = new LogEntries();
    entries.add(new LogEntry(term, command, 0, command.length));
    return raft.impl()
        .handleAppendEntriesRequest(entries, from, previous, previousTerm, term, commit);
  }
}
