package io.atoll.controller.raft;

import io.atoll.core.region.RegionId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jgroups.JChannel;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.protocols.raft.ELECTION;
import org.jgroups.protocols.raft.NO_DUPES;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.REDIRECT;

/**
 * The protocols below intent, from the socket up: TCP between a fixed list of members, failure
 * detection, group membership, Raft. No multicast, nothing that listens on a second port.
 *
 * <p>A killed member is noticed after {@value #SUSPECT_AFTER_MILLIS} ms of silence, a new leader is
 * elected one WAN round trip later. Raft's own safety doesn't depend on any of these times.
 */
final class RaftStack {
  /** Small for a leader within three seconds, large enough for a slow garbage collection. */
  private static final long SUSPECT_AFTER_MILLIS = 2_000;

  private static final long HEARTBEAT_MILLIS = 400;

  /** Longer than the longest WAN round trip; while connecting, sends to others wait. */
  private static final int CONNECT_MILLIS_MAX = 1_000;

  /** Then it goes on alone and the merge brings it in, which is quicker than to keep asking. */
  private static final int JOIN_ATTEMPTS_MAX = 3;

  /** Two halves of a healed cut find each other within this. */
  private static final long MERGE_MILLIS_MAX = 2_000;

  /** How soon a member that missed something is sent it again. */
  private static final long RESEND_MILLIS = 500;

  /**
   * How soon followers hear that an entry is committed, and are sent what they lack. Sending
   * commits at once instead keeps a follower that lacks entries from ever getting them: the leader
   * resends only when it is idle for this long, and commit messages and their answers then never
   * pause.
   */
  private static final long COMMIT_MILLIS = 200;

  private RaftStack() {}

  /**
   * A channel that is not connected yet.
   *
   * @param logBytesMax the log is replaced by a snapshot when it has grown by this
   */
  static JChannel channel(
      RegionId self, Collection<RaftMember> members, Path directory, long logBytesMax)
      throws Exception {
    RaftMember own =
        members.stream().filter(member -> member.region().equals(self)).findFirst().orElseThrow();
    TCP transport = transport(own.address(), members);
    JChannel channel =
        new JChannel(
            transport,
            discovery(members),
            new MERGE3().setMinInterval(MERGE_MILLIS_MAX / 4).setMaxInterval(MERGE_MILLIS_MAX),
            new FD_ALL3().<FD_ALL3>setTimeout(SUSPECT_AFTER_MILLIS).setInterval(HEARTBEAT_MILLIS),
            new NAKACK2()
                .logDiscardMessages(false)
                .useMcastXmit(false)
                .setXmitInterval(RESEND_MILLIS),
            new UNICAST3().setXmitInterval(RESEND_MILLIS),
            new STABLE(),
            new NO_DUPES(),
            new GMS()
                .printLocalAddress(false)
                .logViewWarnings(false)
                .setJoinTimeout(1_000)
                .setMaxJoinAttempts(JOIN_ATTEMPTS_MAX)
                .setLeaveTimeout(500)
                .setViewAckCollectionTimeout(1_000),
            new UFC(),
            new MFC(),
            new FRAG4(),
            new ELECTION(),
            raft(self, members, directory, logBytesMax),
            new REDIRECT());
    channel.name(self.value());
    // Made by the channel's constructor, so it can't be set before. On, it would open a multicast
    // socket.
    transport.getDiagnosticsHandler().setEnabled(false);
    return channel;
  }

  private static TCP transport(InetSocketAddress listen, Collection<RaftMember> members) {
    TCP tcp = new TCP();
    tcp.setBindAddress(listen.getAddress());
    tcp.setBindPort(listen.getPort());
    tcp.setPortRange(0);
    tcp.logAcceptError(false);
    tcp.setSockConnTimeout(CONNECT_MILLIS_MAX);
    tcp.setSocketFactory(
        new WanSocketFactory(
            members.stream().collect(Collectors.toMap(RaftMember::address, RaftMember::via))));
    return tcp;
  }

  private static TCPPING discovery(Collection<RaftMember> members) {
    List<InetSocketAddress> hosts = members.stream().map(RaftMember::address).toList();
    return new TCPPING().<TCPPING>setInitialHosts(hosts).setPortRange(0);
  }

  private static RAFT raft(
      RegionId self, Collection<RaftMember> members, Path directory, long logBytesMax) {
    return new StrictRaft()
        .raftId(self.value())
        .members(members.stream().map(member -> member.region().value()).sorted().toList())
        .logDir(directory.toString())
        .logPrefix("intent")
        .logUseFsync(true)
        .maxLogSize(logBytesMax)
        .resendInterval(COMMIT_MILLIS);
  }
}
